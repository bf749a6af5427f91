// Sends through @parse/node-apn: {connection, steps: [{act, ...}]} in, one {sent, failed} per step out.
import apn from "@parse/node-apn";

const job = JSON.parse(await new Response(process.stdin).text());
const provider = new apn.Provider(options(job.connection));
const results = [];
for (const step of job.steps) {
  results.push(tidy(await run(step)));
}
provider.shutdown();
console.log(JSON.stringify(results));

function options(connection) {
  const { pfx, ...rest } = connection;
  return { ...rest, ...(pfx ? { pfx: Buffer.from(pfx, "base64") } : {}) };
}

function run(step) {
  if (step.act === "wait") {
    // A GOAWAY is noticed after the answer before it.
    return new Promise((resolve) => setTimeout(() => resolve({ sent: [], failed: [] }), 100));
  }
  const notification = Object.assign(new apn.Notification(), step.notification);
  if (step.act === "send") {
    return provider.send(notification, step.recipients);
  }
  if (step.act === "broadcast") {
    return provider.broadcast(notification, step.bundleId);
  }
  return provider.manageChannels(notification, step.bundleId, step.act);
}

function tidy({ sent, failed }) {
  const plain = ({ error, ...rest }) => (error ? { ...rest, error: error.message } : rest);
  return { sent: sent.map(plain), failed: failed.map(plain) };
}
