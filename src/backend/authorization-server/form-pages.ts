import type { KoaContextWithOIDC } from "oidc-provider";

const SAME_ORIGIN = '<meta name="referrer" content="same-origin">';

/**
 * Lets browsers send the forms of `oidc-provider`'s pages, and those alone, to where they go. A device's code comes back
 * to the hub: without a referrer a browser would say of it that it comes from `null`, as a foreign page's may. An answer
 * by `response_mode=form_post` goes to the application, and to no other address.
 */
export function letFormsThrough(ctx: KoaContextWithOIDC): void {
  const { route, params } = ctx.oidc ?? {};
  if (route === "code_verification") {
    ctx.set("Referrer-Policy", "same-origin");
    // A hub may set that header itself, as Home Assistant does for every answer.
    if (typeof ctx.body === "string") ctx.body = ctx.body.replace(/<head>|<meta charset="utf-8">/, `$&${SAME_ORIGIN}`);
  }
  const target = params?.response_mode === "form_post" ? URL.parse(String(params.redirect_uri)) : null;
  if (!target) return;
  const policy = ctx.response.get("Content-Security-Policy");
  const source = target.origin === "null" ? target.protocol : target.origin;
  if (policy) ctx.set("Content-Security-Policy", policy.replace("form-action 'self'", `form-action ${source}`));
}
