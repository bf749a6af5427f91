// Reads {base, key, calls: [[method, argument...]]} on standard input, makes the calls one after the other with the
// official npm @onesignal/node-onesignal, and prints what each gave. NODE_EXTRA_CA_CERTS names the authority.
// An argument {"$model": NAME, ...fields} becomes that model of the client's.
import { readFileSync } from 'node:fs';
import * as OneSignal from '@onesignal/node-onesignal';

const job = JSON.parse(readFileSync(0, 'utf8'));
const configuration = OneSignal.createConfiguration({
  restApiKey: job.key,
  baseServer: new OneSignal.ServerConfiguration(job.base, {}),
});
const client = new OneSignal.DefaultApi(configuration);

function built(argument) {
  if (argument === null || typeof argument !== 'object' || !('$model' in argument)) return argument;
  const { $model, ...fields } = argument;
  return Object.assign(new OneSignal[$model](), fields);
}

async function make([method, ...parts]) {
  const given = parts.map(built);
  if (method === 'retry') return await OneSignal.createNotificationWithRetry(configuration, ...given);
  if (method === 'send') {
    const response = await client.createNotification(...given);
    return { response, sent: OneSignal.isMessageSent(response), notSent: OneSignal.isMessageNotSent(response) };
  }
  return await client[method](...given);
}

const results = [];
for (const call of job.calls) {
  try {
    results.push({ value: await make(call) });
  } catch (error) {
    results.push({ error: { code: error.code, body: error.body, messages: error.errorMessages, message: error.message } });
  }
}
console.log(JSON.stringify(results));
