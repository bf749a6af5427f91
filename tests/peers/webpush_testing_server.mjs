// Runs npm web-push-testing on a free port, prints {port}, and ends with its standard input.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { PushApiModel } = require("web-push-testing/src/PushApiModel.js");
const WebPushTestingServer = require("web-push-testing/src/server.js");

const model = new PushApiModel();
const server = new WebPushTestingServer(model, 0);
server.startServer();
server._server.on("listening", () => {
  const { port } = server._server.address();
  // The server took its own port, 0, into the endpoints that it hands out.
  model.notifyUrl = `http://localhost:${port}/notify/`;
  console.log(JSON.stringify({ port }));
});
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
