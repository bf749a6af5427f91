// Reads {subscription, payload, options, agent} on standard input, sends with the official npm web-push,
// and prints what the library reports.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import webpush from 'web-push';

const job = JSON.parse(readFileSync(0, 'utf8'));
const agent = new https.Agent({ ca: readFileSync(job.ca) });
try {
  const result = await webpush.sendNotification(job.subscription, job.payload, { ...job.options, agent });
  console.log(JSON.stringify({ status: result.statusCode, headers: result.headers, body: result.body }));
} catch (error) {
  console.log(JSON.stringify({ status: error.statusCode ?? null, body: error.body ?? null, message: error.message }));
}
