import assert from "node:assert/strict";
import test from "node:test";
import { freeId, slugify } from "../../../src/backend/credentials/slugify.ts";

/** Pairs that Home Assistant's own function gave (python-slugify 8). */
const SAMPLES: [string, string][] = [
  ["demo_mail.Cid 1", "demo_mail_cid_1"],
  ["google.1234-abc.apps.googleusercontent.com", "google_1234_abc_apps_googleusercontent_com"],
  ["a.__B--c__", "a_b_c"],
  ["Straße Ärger", "strasse_arger"],
  ["北京", "bei_jing"],
  ["it's 1,000 & more", "it_s_1000_more"],
  ["&amp;&#65;", "a"],
  ["x.&#x41;&lt;", "x_a"],
  ["ümlaut ﬁ ™ ½ Ⅷ", "umlaut_fi_tm_1_2_viii"],
  ["...", "unknown"],
  ["", "unknown"],
];

test("slugs are Home Assistant's", () => {
  for (const [text, slug] of SAMPLES) assert.equal(slugify(text), slug, text);
});

test("a taken id gets the first free number from 2 on", () => {
  const taken = new Set(["a_b", "a_b_2"]);
  assert.equal(
    freeId("a", "b", (id) => taken.has(id)),
    "a_b_3",
  );
});
