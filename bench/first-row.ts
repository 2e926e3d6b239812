/**
 * From the click on the menu's entry to the first row of 5,000, in Chromium on the running hub; beside it, in the same
 * page, the same list fetched over a websocket and written as one plain HTML table.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { findChromium } from "../scripts/find-chromium.ts";
import { signInAsOwner, WireClient } from "../test/support/hub-client.ts";
import { startHubProcess } from "../test/support/hub-process.ts";
import { fill, STORED } from "./credentials.ts";
import { printRow } from "./measure.ts";

const RUNS = 9;

/** Runs in the page: the milliseconds from the click to the frame that shows a row. */
const CLICK_TO_ROW = `new Promise((resolve) => {
  const find = (root, selector) => root.querySelector(selector) ??
    [...root.querySelectorAll("*")].reduce((found, at) => found ?? (at.shadowRoot && find(at.shadowRoot, selector)), null);
  const item = find(document, '[role="menuitem"]');
  const began = performance.now();
  item.click();
  const look = () => {
    const row = find(document, '[role="row"]:not(.head)');
    if (row && row.getBoundingClientRect().height > 0) resolve(performance.now() - began);
    else requestAnimationFrame(look);
  };
  look();
})`;

const plainTable = (accessToken: string) => `new Promise((resolve) => {
  const began = performance.now();
  const socket = new WebSocket(location.origin.replace("http", "ws") + "/api/websocket");
  socket.onmessage = ({ data }) => {
    const { type, id, result } = JSON.parse(data);
    if (type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: ${JSON.stringify(accessToken)} }));
    if (type === "auth_ok") socket.send(JSON.stringify({ id: 1, type: "application_credentials/list" }));
    if (id !== 1) return;
    const table = document.createElement("table");
    table.innerHTML = result.map((item) => "<tr><td>" + item.client_id + "<td>" + item.domain + "<td>" + item.updated_at).join("");
    document.body.replaceChildren(table);
    table.getBoundingClientRect();
    requestAnimationFrame(() => { socket.close(); table.remove(); resolve(performance.now() - began); });
  };
})`;

async function clickToRow(page: Page, origin: string): Promise<number> {
  await page.goto(`${origin}/config/integrations/dashboard`);
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("menuitem", { name: "Application credentials" }).waitFor();
  return page.evaluate<number>(CLICK_TO_ROW);
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Measures and prints; leaves nothing behind. */
export async function measureFirstRow(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "application-credentials-bench-"));
  const hub = await startHubProcess(undefined, { data: folder });
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: await findChromium(), args });
  try {
    const { accessToken } = await signInAsOwner(hub.origin);
    const client = await WireClient.connect(hub.origin, accessToken);
    await fill(client);
    client.close();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(hub.origin);
    await page.getByLabel("Username").fill("owner");
    await page.getByRole("textbox", { name: /^Password/ }).fill("correct horse");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/dashboard");
    await clickToRow(page, hub.origin);
    const ours: number[] = [];
    for (let run = 0; run < RUNS; run += 1) ours.push(await clickToRow(page, hub.origin));
    const plain: number[] = [];
    for (let run = 0; run < RUNS; run += 1) plain.push(await page.evaluate<number>(plainTable(accessToken)));
    const peer = { name: "plain HTML table in the same browser", value: median(plain) };
    printRow({
      what: `first row of ${STORED} after the click`,
      ours: median(ours),
      unit: "ms",
      peer,
      aim: { atMost: 100 },
    });
  } finally {
    await browser.close();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
