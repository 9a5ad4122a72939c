import { randomBytes } from 'node:crypto';

interface Bookmark {
  /** Account, path and all other parameters: a token is good for the same question only. */
  readonly question: string;
  readonly offset: number;
  readonly expiresAt: number;
}

/** `next_page_token`: opaque, short-lived, bound to the question it was given for. */
export class PageTokens {
  readonly #bookmarks = new Map<string, Bookmark>();

  issue(question: string, offset: number, expiresAt: number): string {
    const token = randomBytes(24).toString('base64url');
    this.#bookmarks.set(token, { question, offset, expiresAt });
    return token;
  }

  /** Where the page starts, or undefined when the token is unknown, expired or belongs to another question. */
  offsetOf(token: string, question: string, now: number): number | undefined {
    const bookmark = this.#bookmarks.get(token);
    return bookmark?.question === question && bookmark.expiresAt > now ? bookmark.offset : undefined;
  }

  clear(): void {
    this.#bookmarks.clear();
  }
}
