// Reads {base, ca, accessToken, calls: [{send: messages} | {receipts: ids} | {chunks: messages} | {tokens: texts}]} on
// standard input, makes the calls one after the other with the official npm expo-server-sdk, and prints what each gave.
import { readFileSync } from 'node:fs';
import { Agent } from 'undici';

const job = JSON.parse(readFileSync(0, 'utf8'));
process.env.EXPO_BASE_URL = job.base; // read once, when the module is loaded
const { Expo } = await import('expo-server-sdk');
const httpAgent = new Agent({ connect: { ca: readFileSync(job.ca) } });
const expo = new Expo({ httpAgent, accessToken: job.accessToken, retryMinTimeout: 1 });

async function make(call) {
  if (call.send) return await expo.sendPushNotificationsAsync(call.send);
  if (call.receipts) return await expo.getPushNotificationReceiptsAsync(call.receipts);
  if (call.chunks) return expo.chunkPushNotifications(call.chunks);
  return call.tokens.map((text) => Expo.isExpoPushToken(text));
}

const results = [];
for (const call of job.calls) {
  try {
    results.push({ value: await make(call) });
  } catch (error) {
    const { message, code, statusCode, details, errorText, others } = error;
    results.push({ error: { message, code, statusCode, details, errorText, others } });
  }
}
await httpAgent.close();
console.log(JSON.stringify(results));
