import { expect } from "@open-wc/testing";
import { canonicalPath, entryPath, parseRoute, wizardPath } from "../../../src/hub/page/app/route.ts";

const routeOf = (path: string) => parseRoute(new URL(path, "http://hub.test"));

describe("the page's addresses", () => {
  it("stand for one another", () => {
    expect(canonicalPath("/")).to.equal("/config/integrations/dashboard");
    expect(canonicalPath("/config/")).to.equal("/config/integrations/dashboard");
    expect(canonicalPath("/_my_redirect/integrations")).to.equal("/config/integrations/dashboard");
    expect(canonicalPath("/_my_redirect/application_credentials")).to.equal("/config/application_credentials");
  });

  it("lead to the pages of PROTOCOL section 2", () => {
    expect(routeOf("/config/integrations/dashboard")).to.deep.equal({ page: "integrations" });
    expect(routeOf("/config/application_credentials")).to.deep.equal({ page: "credentials" });
    expect(routeOf("/config/application_credentials/activity/")).to.deep.equal({ page: "activity" });
    expect(routeOf("/config/oauth_applications")).to.deep.equal({ page: "applications" });
    expect(routeOf("/config/elsewhere")).to.deep.equal({ page: "not-found" });
  });

  it("open the wizard, of one integration or for the choice of one", () => {
    expect(routeOf(wizardPath("demo_mail"))).to.deep.equal({ page: "integrations", wizard: { domain: "demo_mail" } });
    expect(routeOf("/config/integrations/dashboard/add")).to.deep.equal({
      page: "integrations",
      wizard: { domain: null },
    });
  });

  it("name an entry in the path or in the query", () => {
    expect(routeOf(entryPath("a/b c"))).to.deep.equal({ page: "entry", entryId: "a/b c" });
    expect(routeOf("/config/integrations/entry?entry=e1")).to.deep.equal({ page: "entry", entryId: "e1" });
    expect(routeOf("/config/integrations/entry/e1/more")).to.deep.equal({ page: "not-found" });
    expect(routeOf("/config/integrations/entry/%E0%A4%A")).to.deep.equal({ page: "not-found" });
  });
});
