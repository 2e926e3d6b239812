import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { closeServer } from "./oidc-provider.ts";

export interface TokenRequest {
  readonly grantType: string;
  readonly refreshToken: string;
  readonly response: ServerResponse;
}

/** A token endpoint and nothing else, for what `oidc-provider` would be too slow or too kind. */
export interface TokenServer {
  readonly origin: string;
  readonly requests: string[];
}

/** @param answer replies to each request, at once or later. */
export async function startTokenServer(
  context: Pick<TestContext, "after">,
  answer: (request: TokenRequest) => void,
): Promise<TokenServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const fields = new URLSearchParams(body);
      const refreshToken = fields.get("refresh_token") ?? "";
      requests.push(refreshToken);
      answer({ grantType: fields.get("grant_type") ?? "", refreshToken, response });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => closeServer(server));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

export function replyJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
