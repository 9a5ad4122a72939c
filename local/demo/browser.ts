import makeFetchCookie from 'fetch-cookie';
import { type HTMLElement, parse } from 'node-html-parser';
import { CookieJar } from 'tough-cookie';
import { UnexpectedAnswer } from './api-client.ts';

/** A page a browser has arrived at. */
export interface VisitedPage {
  readonly url: string;
  readonly status: number;
  readonly html: string;
}

const CONSENTS = /allow|authori[sz]e|approve|agree|accept|continue/i;

const typeOf = (field: HTMLElement): string =>
  (field.getAttribute('type') ?? (field.tagName === 'BUTTON' ? 'submit' : 'text')).toLowerCase();

/** The button a person who agrees would press: the one that says so, else the first. */
const buttonOf = (form: HTMLElement): HTMLElement | undefined => {
  const buttons = form.querySelectorAll('input, button').filter((field) => typeOf(field) === 'submit');
  return (
    buttons.find((button) => CONSENTS.test(`${button.text} ${button.getAttribute('value') ?? ''}`)) ??
    buttons[0]
  );
};

/** What sending a form by that button carries (HTML Living Standard, "constructing the entry list"). */
const fieldsOf = (form: HTMLElement): URLSearchParams => {
  const fields = new URLSearchParams();
  const pressed = buttonOf(form);
  for (const field of form.querySelectorAll('input, button, textarea')) {
    const name = field.getAttribute('name');
    const type = typeOf(field);
    if (name === undefined) continue;
    if (['submit', 'button', 'reset', 'image'].includes(type) && field !== pressed) continue;
    if (['checkbox', 'radio'].includes(type) && !field.hasAttribute('checked')) continue;
    fields.append(name, field.getAttribute('value') ?? (type === 'checkbox' ? 'on' : field.text));
  }
  return fields;
};

/** A browser without JavaScript: it keeps cookies, follows redirects one by one and sends forms. */
export class Browser {
  readonly #jar = new CookieJar();
  readonly #fetch = makeFetchCookie(fetch, this.#jar);

  /** Follows redirects until a page, or until an address that `stopAt` names, which is not opened. */
  async open(url: string, stopAt?: string, init: RequestInit = {}): Promise<VisitedPage> {
    let target = url;
    let request: RequestInit = init;
    for (let hop = 0; hop < 20; hop += 1) {
      if (stopAt !== undefined && hop > 0 && target.startsWith(stopAt))
        return { url: target, status: 0, html: '' };
      const response = await this.#fetch(target, { ...request, redirect: 'manual' });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status > 399 || location === null)
        return { url: target, status: response.status, html: await response.text() };
      await response.arrayBuffer();
      target = new URL(location, target).href;
      // RFC 9110 §15.4: 307 and 308 repeat the method, the others go on with GET.
      if (response.status !== 307 && response.status !== 308) request = {};
    }
    throw new UnexpectedAnswer(`${url} redirects without end`);
  }

  /** Sends the one form of a page. */
  async submit(page: VisitedPage, stopAt?: string): Promise<VisitedPage> {
    const form = parse(page.html).querySelector('form');
    if (form === null) throw new UnexpectedAnswer(`${page.url} shows no form (${String(page.status)})`);
    const action = new URL(form.getAttribute('action') ?? '', page.url);
    const fields = fieldsOf(form);
    if ((form.getAttribute('method') ?? 'get').toLowerCase() === 'get') {
      action.search = fields.toString();
      return this.open(action.href, stopAt);
    }
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: action.origin };
    return this.open(action.href, stopAt, { method: 'POST', headers, body: fields.toString() });
  }

  /** Goes where a consent leads: through a redirect, or through one form. */
  async consent(start: string, stopAt?: string): Promise<VisitedPage> {
    const page = await this.open(start, stopAt);
    return page.status === 200 && parse(page.html).querySelector('form') !== null
      ? this.submit(page, stopAt)
      : page;
  }
}
