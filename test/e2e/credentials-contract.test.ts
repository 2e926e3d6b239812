import { join } from "node:path";
import { after, before, describe } from "node:test";
import { Client } from "../home-assistant/support/client.ts";
import { describeContract } from "../home-assistant/support/contract.ts";
import { signInAsOwner } from "../home-assistant/support/session.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("the embedded hub, through Home Assistant's own client", () => {
  const scope = suiteScope();
  let origin = "";
  let owner: Client;
  before(async () => {
    const data = join(temporaryFolder(scope), "hub");
    ({ origin } = await startHubProcess(scope, { data, demo: true }));
    owner = await Client.connect(origin, await signInAsOwner(origin));
  });
  after(() => owner.close());
  describeContract(() => ({ origin, owner }), ["demo_mail", "demo_calendar"]);
});
