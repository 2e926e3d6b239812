import { expect } from "@open-wc/testing";
import { createLocalize } from "../../src/frontend/localize.ts";

const PREFIX = "component.application_credentials.config_panel.";
const ONE = "{count, plural, one {# selected} other {# selected}}";
const TWO = "{total, plural, one {{count, number} of # credential} other {{count, number} of # credentials}}";
const doubled = (text: string) => text.replaceAll("{", "{{").replaceAll("}", "}}");

describe("texts", () => {
  it("read plurals, also with the doubled braces that Home Assistant lets through", () => {
    for (const write of [(text: string) => text, doubled]) {
      const resources = { [`${PREFIX}list.selected`]: write(ONE), [`${PREFIX}list.results`]: write(TWO) };
      const localize = createLocalize(resources, "en", "Casa");
      expect(localize("list.selected", { count: 2 })).to.equal("2 selected");
      expect(localize("list.results", { count: 1200, total: 2500 })).to.equal("1,200 of 2,500 credentials");
    }
  });
});
