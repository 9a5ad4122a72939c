import { describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { emulatorClient } from '../../local/stack/first-token.ts';

const endpoints = inject('endpoints');

describe('the one origin', () => {
  it('serves the API with the first token, and with no other', async () => {
    const ask = (token: string) =>
      fetch(`${endpoints.apiUrl}/applications`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask(endpoints.adminToken)).status).toBe(200);
    expect((await ask(`${endpoints.adminToken}x`)).status).toBe(401);
  });

  it('leads to the account page where nothing else is named', async () => {
    const { status, headers } = await fetch(`${endpoints.origin}/`, { redirect: 'manual' });
    expect([status, headers.get('location')]).toEqual([302, '/account']);
  });

  it('tells the functions that make links where people reach it', async () => {
    const { Functions } = await new LambdaClient(emulatorClient(endpoints.awsEndpoint)).send(
      new ListFunctionsCommand({}),
    );
    const origins = (Functions ?? []).flatMap((fn) => fn.Environment?.Variables?.['PUBLIC_ORIGIN'] ?? []);
    expect(origins.length).toBeGreaterThan(2);
    expect(new Set(origins)).toEqual(new Set([endpoints.origin]));
  });

  it('shows the inbox', async () => {
    const answer: unknown = await (await fetch(endpoints.inboxJsonUrl)).json();
    expect(z.array(z.unknown()).safeParse(answer).success).toBe(true);
  });
});
