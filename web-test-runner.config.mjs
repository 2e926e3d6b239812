/** Runs test/frontend and test/hub/page in a real Chromium, straight from the TypeScript sources. */
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { chromeLauncher } from "@web/test-runner-chrome";
import { findChromium } from "./scripts/find-chromium.ts";

const isRoot = process.getuid?.() === 0;

export default {
  rootDir: import.meta.dirname,
  files: ["test/frontend/**/*.test.ts", "test/hub/page/**/*.test.ts"],
  nodeResolve: { exportConditions: ["production"] },
  concurrency: 1,
  // Some packages ask Node's `process` whether to help developers; rollup.config.mjs answers it in the bundles.
  // The virtualizer measures what it has just drawn: browsers report that as an error, and go on in the next frame.
  testRunnerHtml: (framework) => `<!doctype html><html lang="en"><body><script>
    window.process = { env: { NODE_ENV: "production" } };
    addEventListener("error", (event) => {
      if (event.message.startsWith("ResizeObserver loop")) event.stopImmediatePropagation();
    });
  </script><script type="module" src="${framework}"></script></body></html>`,
  testFramework: { config: { timeout: 10_000 } },
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: await findChromium(),
        // Chromium's sandbox does not start as root, as which tests in containers run.
        args: isRoot ? ["--no-sandbox"] : [],
      },
    }),
  ],
  plugins: [
    esbuildPlugin({
      ts: true,
      json: true,
      target: "es2022",
      tsconfig: `${import.meta.dirname}/src/frontend/tsconfig.json`,
    }),
  ],
};
