import { z } from 'zod';
import type { Change } from '../../../shared/records/change.ts';

/** What the model reads of a stored plan item; read by a schema of its own, so that it leans on nothing of the product. */
const seenItemSchema = z.object({
  runId: z.string(),
  accountId: z.string(),
  personId: z.string().nullable(),
  managerId: z.string().nullable(),
  ruleId: z.string(),
  outcome: z.object({ kind: z.string(), toTier: z.string().optional() }),
  tierBefore: z.string(),
  tierAfter: z.string(),
  left: z.boolean(),
  state: z.string(),
  notice: z.object({ acceptedAt: z.string().nullable(), answerBy: z.string() }).nullable(),
  answer: z.object({ at: z.string() }).nullable(),
  intent: z.object({ operationId: z.string(), at: z.string(), attempts: z.number() }).nullable(),
  beforeImage: z.object({ status: z.string(), tier: z.string(), role: z.unknown() }).nullable(),
  actedAt: z.string().nullable(),
});
export type SeenItem = z.infer<typeof seenItemSchema>;

const share = z.number();
const limitsSchema = z.object({
  perRunCount: z.number(),
  perRunShare: share,
  weekShare: share,
  monthShare: share,
  teamCount: z.number(),
  smallInstanceSize: z.number(),
  smallInstanceCount: z.number(),
});

const seenRunSchema = z.object({
  runId: z.string(),
  workflow: z.object({
    workflowId: z.string(),
    notify: z.boolean(),
    mode: z.string(),
    createdBy: z.string(),
    changedBy: z.string().nullable(),
  }),
  policy: z.object({ limits: limitsSchema, coolDown: z.string() }),
  startedBy: z.string(),
  startedAt: z.string(),
  status: z.string(),
  stage: z.string(),
  pullId: z.string().nullable(),
  seal: z.object({ hash: z.string(), sealedAt: z.string(), size: z.number() }).nullable(),
  trips: z.array(z.object({ limit: z.string() })),
  release: z.object({ by: z.string(), planHash: z.string() }).nullable(),
  wait: z.object({ phase: z.string(), until: z.string(), decision: z.string().nullable() }).nullable(),
  cancelRequested: z.boolean(),
  stop: z.object({ at: z.string() }).nullable(),
  counts: z.record(z.string(), z.number()).nullable(),
});
export type SeenRun = z.infer<typeof seenRunSchema>;

const fact = z.object({ value: z.string(), at: z.string(), heardAt: z.string() }).nullable();
const seenNewsSchema = z.object({ accountId: z.string(), status: fact, tier: fact, role: fact });

const seenExemptionSchema = z.object({
  exemptionId: z.string(),
  subject: z.object({ email: z.string().optional(), vendorAccountId: z.string().optional() }),
  startsAt: z.string(),
  expiresAt: z.string().nullable(),
  removedAt: z.string().nullable(),
});

const seenLedgerSchema = z.object({
  reserved: z.array(z.object({ runId: z.string(), count: z.number() })),
  made: z.array(z.object({ day: z.string(), count: z.number() })),
});

const seenPolicySchema = z.object({
  killSwitch: z.object({ on: z.boolean() }),
  protectedPersonIds: z.array(z.string()),
});

/** Something with the place in the order of all that happened at which it was last written. */
type Dated<T> = T & { readonly seq: number };

export const itemKey = ({
  runId,
  accountId,
}: {
  readonly runId: string;
  readonly accountId: string;
}): string => `${runId} ${accountId}`;

/** Parts of a key that is made of a name and an id. */
const idIn = (key: string): string => key.slice(key.indexOf('#') + 1);

/** Everything that is stored as it stands now, read off the writes as they were made. */
export class Facts {
  readonly items = new Map<string, Dated<SeenItem>>();
  readonly runs = new Map<string, Dated<SeenRun>>();
  readonly claims = new Map<string, string>();
  readonly openRuns = new Map<string, string>();
  readonly exemptions = new Map<string, Dated<z.infer<typeof seenExemptionSchema>>>();
  readonly news = new Map<string, Dated<z.infer<typeof seenNewsSchema>>>();
  /** Our account by the vendor's id of it; what was deleted stays known here. */
  readonly accountIds = new Map<string, string>();
  /** Licensed accounts by pull. */
  readonly licensed = new Map<string, number>();
  /** When an item was last judged anew, as a place in the order and as a moment. */
  readonly judged = new Map<string, { readonly seq: number; readonly at: string }>();
  /** How far the latest re-check of a run is. */
  readonly readings = new Map<
    string,
    { readonly at: string; readonly done: boolean; readonly tries: number }
  >();
  /** How the wait for answers of a run ended. */
  readonly answersOver = new Map<string, string>();
  /** Since when nothing may be begun for a run: it was cancelled, stands still, or ended. */
  readonly overSince = new Map<string, number>();
  ledger: z.infer<typeof seenLedgerSchema> = { reserved: [], made: [] };
  /** Since when the kill switch is on. */
  killedSince: number | null = null;
  protectedPeople: Dated<{ readonly personIds: readonly string[] }> = { seq: 0, personIds: [] };

  itemsOf(runId: string): SeenItem[] {
    return [...this.items.values()].filter((item) => item.runId === runId);
  }

  /** The item of a change before it is made, and after. */
  itemIn(change: Change): { readonly before: SeenItem | undefined; readonly after: SeenItem } | null {
    if (change.collection !== 'plan-item' || change.operation !== 'put') return null;
    const after = seenItemSchema.parse(change.document);
    return { before: this.items.get(itemKey(after)), after };
  }

  runIn(change: Change): { readonly before: SeenRun | undefined; readonly after: SeenRun } | null {
    if (change.collection !== 'run' || change.operation !== 'put') return null;
    const after = seenRunSchema.parse(change.document);
    return { before: this.runs.get(after.runId), after };
  }

  apply(changes: readonly Change[], seq: number): void {
    for (const change of changes)
      if (change.operation === 'put') this.#put(change, seq);
      else if (change.operation === 'remove') this.#remove(change);
  }

  #put({ collection, document }: Change, seq: number): void {
    switch (collection) {
      case 'plan-item': {
        const item = seenItemSchema.parse(document);
        this.items.set(itemKey(item), { ...item, seq });
        return;
      }
      case 'run':
        this.#putRun(seenRunSchema.parse(document), seq);
        return;
      case 'claim': {
        const claim = z.object({ accountId: z.string(), runId: z.string() }).parse(document);
        this.claims.set(claim.accountId, claim.runId);
        return;
      }
      case 'open-run': {
        const open = z.object({ workflowId: z.string(), runId: z.string() }).parse(document);
        this.openRuns.set(open.workflowId, open.runId);
        return;
      }
      case 'exempt-entry': {
        const exemption = seenExemptionSchema.parse(document);
        this.exemptions.set(exemption.exemptionId, { ...exemption, seq });
        return;
      }
      case 'account-news': {
        const news = seenNewsSchema.parse(document);
        this.news.set(news.accountId, { ...news, seq });
        return;
      }
      default:
        this.#putOther(collection, document, seq);
    }
  }

  #putRun(run: SeenRun, seq: number): void {
    this.runs.set(run.runId, { ...run, seq });
    const { wait } = run;
    if (wait?.phase === 'answers' && wait.decision !== null) this.answersOver.set(run.runId, wait.decision);
    const isOver = run.cancelRequested || run.status !== 'open' || run.stop !== null;
    if (!isOver) this.overSince.delete(run.runId);
    else if (!this.overSince.has(run.runId)) this.overSince.set(run.runId, seq);
  }

  #putOther(collection: string, document: object | null, seq: number): void {
    switch (collection) {
      case 'account-identity': {
        const known = z.object({ vendorKey: z.string(), accountId: z.string() }).parse(document);
        this.accountIds.set(known.vendorKey.replace(/^id:/, ''), known.accountId);
        return;
      }
      case 'pull': {
        const pull = z
          .object({ pullId: z.string(), figures: z.object({ licensed: z.number() }) })
          .parse(document);
        this.licensed.set(pull.pullId, pull.figures.licensed);
        return;
      }
      case 'recheck-verdict': {
        const judged = z
          .object({ runId: z.string(), accountId: z.string(), evidence: z.object({ decidedAt: z.string() }) })
          .parse(document);
        this.judged.set(itemKey(judged), { seq, at: judged.evidence.decidedAt });
        return;
      }
      case 'recheck-progress': {
        const { runId, readAt, phase, tries } = z
          .object({ runId: z.string(), readAt: z.string(), phase: z.string(), tries: z.number() })
          .parse(document);
        this.readings.set(runId, { at: readAt, done: phase === 'done', tries });
        return;
      }
      case 'change-ledger':
        this.ledger = seenLedgerSchema.parse(document);
        return;
      case 'policy': {
        const policy = seenPolicySchema.parse(document);
        this.killedSince = policy.killSwitch.on ? (this.killedSince ?? seq) : null;
        this.protectedPeople = { seq, personIds: policy.protectedPersonIds };
        return;
      }
      default:
      // Of everything else nothing is said.
    }
  }

  #remove({ collection, key }: Change): void {
    if (collection === 'claim') this.claims.delete(idIn(key.partition));
    if (collection === 'open-run') this.openRuns.delete(key.sort);
    if (collection === 'account-news') this.news.delete(key.sort);
  }
}
