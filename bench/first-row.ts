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
import { median, printRow } from "./measure.ts";

const RUNS = 9;

/** Runs in the page: the milliseconds from the click on the menu's entry to the frame that shows a row. */
const clickOnEntry = (entry: string) => `new Promise((resolve) => {
  const find = (root, selector) => root.querySelector(selector) ??
    [...root.querySelectorAll("*")].reduce((found, at) => found ?? (at.shadowRoot && find(at.shadowRoot, selector)), null);
  const findAll = (root) => [...root.querySelectorAll("*")].flatMap((at) =>
    [...(at.matches('[role="menuitem"]') ? [at] : []), ...(at.shadowRoot ? findAll(at.shadowRoot) : [])]);
  const item = findAll(document).find((at) => at.textContent.trim() === ${JSON.stringify(entry)});
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

async function clickToRow(page: Page, origin: string, entry: string): Promise<number> {
  await page.goto(`${origin}/config/integrations/dashboard`);
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("menuitem", { name: entry }).waitFor();
  return page.evaluate<number>(clickOnEntry(entry));
}

/** The owner's window at a running hub. @returns what the measurement ends with. */
export async function openOwnersPage(origin: string): Promise<{ page: Page; close: () => Promise<void> }> {
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: await findChromium(), args });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(origin);
  await page.getByLabel("Username").fill("owner");
  await page.getByRole("textbox", { name: /^Password/ }).fill("correct horse");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/dashboard");
  return { page, close: () => browser.close() };
}

/** The median of the milliseconds from the click on an entry of the menu to the first row. */
export async function firstRowMs(page: Page, origin: string, entry: string): Promise<number> {
  await clickToRow(page, origin, entry);
  const runs: number[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await clickToRow(page, origin, entry));
  return median(runs);
}

/** Measures and prints; leaves nothing behind. */
export async function measureFirstRow(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "application-credentials-bench-"));
  const hub = await startHubProcess(undefined, { data: folder });
  const { accessToken } = await signInAsOwner(hub.origin);
  const { page, close } = await openOwnersPage(hub.origin);
  try {
    const client = await WireClient.connect(hub.origin, accessToken);
    await fill(client);
    client.close();
    const ours = await firstRowMs(page, hub.origin, "Application credentials");
    const plain: number[] = [];
    for (let run = 0; run < RUNS; run += 1) plain.push(await page.evaluate<number>(plainTable(accessToken)));
    const peer = { name: "plain HTML table in the same browser", value: median(plain) };
    printRow({
      what: `first row of ${STORED} after the click`,
      ours,
      unit: "ms",
      peer,
      aim: { atMost: 100 },
    });
  } finally {
    await close();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
