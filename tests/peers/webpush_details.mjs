// Asks the official npm web-push what it would send: {jobs: [{subscription, payload, options}]} in, one request per job out.
import webpush from "web-push";

const { jobs } = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(jobs.map(details)));

function details({ subscription, payload, options }) {
  const { body, ...rest } = webpush.generateRequestDetails(subscription, payload, options);
  return { ...rest, body: body === null ? "" : body.toString("base64") };
}
