import type { OAuthApp } from './oauth-store.ts';
import { escapeHtml, html, type Reply } from './reply.ts';

interface Candidate {
  readonly email: string;
  readonly label: string;
}

/** One plain form: whoever walks it without a browser posts the hidden fields and one of the two buttons. */
export function consentPage(app: OAuthApp, query: URLSearchParams, candidates: readonly Candidate[]): Reply {
  const hidden = [...query]
    .filter(([name]) => name !== 'signed_in_as')
    .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
    .join('\n      ');
  const options = candidates
    .map(({ email, label }) => {
      const selected = email === app.signedInAs ? ' selected' : '';
      return `<option value="${escapeHtml(email)}"${selected}>${escapeHtml(label)}</option>`;
    })
    .join('\n          ');
  const scopes = app.scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('\n        ');
  return html(
    200,
    `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Allow ${escapeHtml(app.name)}?</title></head>
  <body>
    <h1>Stand-in Zoom: allow ${escapeHtml(app.name)}?</h1>
    <p>This app asks for:</p>
    <ul>
        ${scopes}
    </ul>
    <form method="post" action="/oauth/authorize">
      ${hidden}
      <label>Signed in as
        <select name="signed_in_as">
          ${options}
        </select>
      </label>
      <p>
        <button type="submit" name="decision" value="allow">Allow</button>
        <button type="submit" name="decision" value="deny">Deny</button>
      </p>
    </form>
  </body>
</html>
`,
  );
}

export function oauthErrorPage(status: number, message: string): Reply {
  return html(
    status,
    `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Stand-in Zoom: cannot continue</title></head>
  <body><h1>Cannot continue</h1><p>${escapeHtml(message)}</p></body>
</html>
`,
  );
}
