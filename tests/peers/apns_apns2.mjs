// Sends through apns2: {client, port, notifications: [{token, options, silent}]} in, one answer per notification out.
import tls from "node:tls";
import { ApnsClient, Notification, SilentNotification } from "apns2";

const job = JSON.parse(await new Response(process.stdin).text());

// The client knows port 443 alone; everything else about the connection stays its own.
const connect = tls.connect;
tls.connect = (options, ...rest) => connect({ ...options, port: job.port }, ...rest);

// The client lets the process end while it waits for a ping, and its own closing waits for bodies it never reads.
setInterval(() => {}, 1000);
const client = new ApnsClient(job.client);
const answers = await Promise.all(job.notifications.map(send));
const pings = await client.ping();
const report = JSON.stringify({ answers, pings: pings.map((ping) => ping.status) });
process.stdout.write(report, () => process.exit(0));

async function send({ token, options, silent }) {
  const kind = silent ? SilentNotification : Notification;
  try {
    await client.send(new kind(token, options));
    return { status: 200 };
  } catch (error) {
    return { status: error.statusCode, reason: error.reason, timestamp: error.timestamp, message: error.message };
  }
}
