// A real Bluesky server (@atproto/pds) with a real directory (@did-plc/server, in memory), on loopback only.
// usage: node atproto_pds.mjs <node_modules> <data folder> <pds port> <plc port> <AppView address>
// Prints one line that starts with READY; ends on SIGTERM, SIGINT, or when its standard input closes (its parent died).
import { createRequire } from "node:module";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";

const [modules, data, port, plcPort, appView] = process.argv.slice(2);
const started = Date.now();

// Both servers listen on every interface unless told otherwise, and cannot be told: listen on loopback.
const listen = http.Server.prototype.listen;
http.Server.prototype.listen = function (where, ...rest) {
  if (typeof where !== "number") return listen.call(this, where, ...rest);
  return listen.call(this, where, "127.0.0.1", ...rest.filter((argument) => typeof argument === "function"));
};

const require = createRequire(path.resolve(modules, "x.js"));
const { PlcServer, Database } = require("@did-plc/server");
fs.mkdirSync(path.join(data, "blobs"), { recursive: true });
const plc = PlcServer.create({ db: Database.mock(), port: Number(plcPort) });
await plc.start();

Object.assign(process.env, {
  PDS_PORT: port,
  PDS_HOSTNAME: "localhost",
  PDS_DEV_MODE: "1",
  PDS_DATA_DIRECTORY: data,
  PDS_BLOBSTORE_DISK_LOCATION: path.join(data, "blobs"),
  PDS_DID_PLC_URL: `http://127.0.0.1:${plcPort}`,
  PDS_INVITE_REQUIRED: "0",
  PDS_SERVICE_HANDLE_DOMAINS: ".test",
  PDS_DISABLE_SSRF_PROTECTION: "1",
  PDS_RATE_LIMITS_ENABLED: process.env.PDS_RATE_LIMITS_ENABLED ?? "0",
  PDS_JWT_SECRET: randomBytes(16).toString("hex"),
  PDS_DPOP_SECRET: randomBytes(32).toString("hex"),
  PDS_ADMIN_PASSWORD: "admin-pass",
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: randomBytes(32).toString("hex"),
  LOG_ENABLED: process.env.LOG_ENABLED ?? "0",
});
if (appView) Object.assign(process.env, { PDS_BSKY_APP_VIEW_URL: appView, PDS_BSKY_APP_VIEW_DID: "did:web:appview.test" });

const { PDS, readEnv, envToCfg, envToSecrets } = require("@atproto/pds");
const environment = readEnv();
const pds = await PDS.create(envToCfg(environment), envToSecrets(environment));
await pds.start();
console.log(`READY http://127.0.0.1:${port} ${Date.now() - started} ms`);

const stop = async () => {
  setTimeout(() => process.exit(0), 3000).unref();
  await pds.destroy();
  await plc.destroy();
  process.exit(0);
};
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);
process.stdin.on("end", stop).resume();
