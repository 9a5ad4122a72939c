/** The frame of every HTML mail; `body` is HTML already escaped by its own template. */
export const MAIL_FRAME = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><%= it.subject %></title>
</head>
<body style="margin:0;padding:24px 12px;background:#f3f4f6;color:#111827;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:560px;margin:0 auto;padding:28px 24px;background:#ffffff;border-radius:8px">
<%~ it.body %>
<% if (it.support) { %><hr style="margin:24px 0 16px;border:0;border-top:1px solid #d1d5db">
<p style="margin:0;font-size:14px;color:#4b5563;overflow-wrap:anywhere">Questions? Ask <strong><%= it.support.name %></strong>: <% it.support.ways.forEach((way, index) => { %><% if (index > 0) { %>, <% } %><a href="<%= way.href %>" style="color:#1d4ed8"><%= way.text %></a><% }) %><% if (it.support.when) { %><br><%= it.support.when %><% } %></p>
<% } %></div>
</body>
</html>
`;

/** What every plain-text mail ends with. */
export const SUPPORT_TEXT = `<% if (it.support) { %>

Questions? Ask <%= it.support.name %>: <%= it.support.ways.map((way) => way.text).join(', ') %>
<%= it.support.when %>
<% } %>`;

const BUTTON =
  'display:inline-block;padding:12px 20px;background:#1d4ed8;color:#ffffff;text-decoration:none;border-radius:6px;font-weight:600';

/** The notice to somebody whose license may change. */
export const NOTICE_HTML = `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">Do you still need your <%= it.applicationName %> license?</h1>
<p>Hello<% if (it.firstName) { %> <%= it.firstName %><% } %>,</p>
<p>your <%= it.applicationName %> account <strong><%= it.change %></strong> after <strong><%= it.date %></strong>.</p>
<p>Why: <%= it.reason %>.</p>
<p>If you still need it, say so before then and nothing changes:</p>
<p><a href="<%= it.answerUrl %>" style="${BUTTON}">Keep my license</a></p>
<p>The link opens a page where you confirm; opening it alone changes nothing. If you no longer need the license, you do not have to do anything.</p>
<p style="font-size:14px;color:#4b5563;overflow-wrap:anywhere">If the button does not work, copy this address into your browser:<br><%= it.answerUrl %></p>
`;

export const NOTICE_TEXT = `Do you still need your <%= it.applicationName %> license?

Hello<% if (it.firstName) { %> <%= it.firstName %><% } %>,

your <%= it.applicationName %> account <%= it.change %> after <%= it.date %>.
Why: <%= it.reason %>.

If you still need it, say so before then and nothing changes:
<%= it.answerUrl %>

The link opens a page where you confirm; opening it alone changes nothing.
If you no longer need the license, you do not have to do anything.
`;

/** What somebody is told when something needs a person. */
export const OWNER_HTML = `<h1 style="margin:0 0 16px;font-size:20px;line-height:1.3"><%= it.about %>: <%= it.headline %></h1>
<p><%= it.fix %></p>
<% if (it.reference) { %><p><%= it.reference.what %>: <code><%= it.reference.id %></code></p><% } %>
<p style="font-size:14px;color:#4b5563">You get this mail because <%= it.because %>.</p>
`;

export const OWNER_TEXT = `<%= it.about %>: <%= it.headline %>

<%= it.fix %>
<% if (it.reference) { %>
<%= it.reference.what %>: <%= it.reference.id %>
<% } %>
You get this mail because <%= it.because %>.
`;
