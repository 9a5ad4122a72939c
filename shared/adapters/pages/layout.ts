import { createHash } from 'node:crypto';
import { Eta } from 'eta';
import type { SupportContact } from '../../domain/support-contact.ts';
import { supportBlock } from './support-block.ts';
import { PAGE_STYLE } from './styles.ts';

/** A page to show. `body` is HTML that was escaped where it was made; `title` is plain text. */
export interface PageContent {
  readonly title: string;
  readonly body: string;
  /** 200 unless said otherwise. */
  readonly status?: number;
  /** Whom the reader may ask, shown at the end; nobody unless said otherwise. */
  readonly support?: SupportContact | null;
}

/** A page as an HTTP answer. */
export interface RenderedPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const eta = new Eta({ autoEscape: true, autoTrim: false });

const LAYOUT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title><%= it.title %> – Seatkeeper</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<header>Seatkeeper</header>
<main>
<h1><%= it.title %></h1>
<%~ it.body %>
</main>
<% if (it.support) { %><footer>
<%~ it.support %></footer>
<% } %></body>
</html>
`;

/** The one style block a page may have is named by its hash (CSP Level 3 §2.3.1), so that injected style or script never runs. */
const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
} as const;

/** A whole page in the common layout, without JavaScript, with the headers that keep it to itself. */
export const renderPage = ({ title, body, status = 200, support = null }: PageContent): RenderedPage => ({
  status,
  headers: PAGE_HEADERS,
  body: eta.renderString(LAYOUT, { title, body, support: supportBlock(support) }),
});
