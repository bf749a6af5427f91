// Reads {base, key, calls: [[method, argument...]]} on standard input, makes the calls one after the other with the
// official npm @novu/api, and prints what each gave. NODE_EXTRA_CA_CERTS names the authority.
// A method is a path below the client: "trigger", "subscribers.credentials.update" ...
import { readFileSync } from 'node:fs';
import { Novu } from '@novu/api';

const job = JSON.parse(readFileSync(0, 'utf8'));
const novu = new Novu({ secretKey: job.key, serverURL: job.base, retryConfig: { strategy: 'none' } });

async function make([method, ...parts]) {
  const path = method.split('.');
  const last = path.pop();
  const owner = path.reduce((here, name) => here[name], novu);
  return await owner[last](...parts);
}

const results = [];
for (const call of job.calls) {
  try {
    const value = await make(call);
    results.push({ value: value && typeof value === 'object' && 'result' in value ? value.result : value });
  } catch (error) {
    results.push({ error: { name: error.name, status: error.statusCode, body: error.body, message: error.message } });
  }
}
console.log(JSON.stringify(results));
