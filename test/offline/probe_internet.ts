import { isInternetForbidden, type ProbeSystem } from "../../src/offline/internet_probe.ts";
import { forbidNetworkSockets } from "../../src/offline/seccomp.ts";

/** `bun probe_internet.ts free|offline`: whether the internet is forbidden, as JSON; on Linux, whose filter is at hand. */
const LINUX: ProbeSystem = { library: "libc.so.6", errno: "__errno_location", hasLength: false };

if (process.argv[2] === "offline") forbidNetworkSockets();
process.stdout.write(JSON.stringify(isInternetForbidden(LINUX)));
