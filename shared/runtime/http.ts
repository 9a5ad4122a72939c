/** A request as every family of routes sees it: decoded once, at the entry. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  /** Values of `{name}` parts of the matched route. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  /** The bytes that were sent, after base64 was undone: what signatures are made over. */
  readonly body: Uint8Array;
  /** The network the request came from, e.g. `203.0.113.0/24`; null where none is known. */
  readonly from: string | null;
  readonly requestId: string;
}

/** A response; `cookies` are whole Set-Cookie values. */
export interface HttpResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}
