/** What a stand-in wants to answer; how it reaches the wire is decided by the delivery. */
export interface Reply {
  readonly status: number;
  /** A header that is sent more than once has a list. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

export function html(status: number, body: string): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}
