import type { Log } from "./host.ts";

const LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LEVELS)[number];

/** The level named by the `LOG_LEVEL` variable; anything unknown means `info`. */
export const logLevel = (name: string | undefined): LogLevel => LEVELS.find((level) => level === name) ?? "info";

/**
 * Writes one line per message: time, level, sentence. Line breaks within a message are escaped,
 * so that no text from outside can forge a line of its own.
 * @param write Where lines go; standard error when absent.
 */
export function openLog(minimum: LogLevel, write: (line: string) => void = toStandardError): Log {
  const log = (level: LogLevel, message: string) => {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(minimum)) return;
    write(`${new Date().toISOString()} ${level.toUpperCase()} ${oneLine(message)}\n`);
  };
  return {
    debug: (message) => log("debug", message),
    info: (message) => log("info", message),
    warn: (message) => log("warn", message),
    error: (message, cause) => log("error", cause === undefined ? message : `${message}: ${describeCause(cause)}`),
  };
}

const toStandardError = (line: string) => void process.stderr.write(line);

const oneLine = (text: string) => text.replaceAll("\r", "\\r").replaceAll("\n", "\\n");

/** Errors whose causes are worth a line; an OAuth library's would hold the provider's answer. */
const TELLING = new Set(["StoreError", "SealError", "CommandError"]);

/** Names and messages only: an error's other fields may hold anything. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause;
  const own = `${cause.name}: ${cause.message}`;
  return TELLING.has(cause.name) && cause.cause !== undefined ? `${own} (${describeCause(cause.cause)})` : own;
}
