import { describe, test } from "node:test";
import { findInstallations, type Installation } from "./installation.ts";

const found = await findInstallations();
if (typeof found === "string") console.log(`Home Assistant: not run. ${found}`);

/** One suite for each Home Assistant that can be started here; where there is none, that is the one test, skipped. */
export function describeEach(name: string, suite: (installation: Installation) => void): void {
  if (typeof found === "string") return void test(name, { skip: found });
  for (const installation of found)
    describe(`${name}, Home Assistant ${installation.version}`, () => suite(installation));
}
