import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { MEASURES } from '../../../shared/domain/measure.ts';
import { type Resource, synthesize } from '../../support/synthesized.ts';

const { data, service } = synthesize('prod');
const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
const guide = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');

const dimensionSchema = z.object({ Name: z.string(), Value: z.unknown() });
const alarmSchema = z.looseObject({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  Namespace: z.string(),
  MetricName: z.string(),
  Statistic: z.string(),
  Dimensions: z.array(dimensionSchema).default([]),
  Period: z.number(),
  EvaluationPeriods: z.number(),
  ComparisonOperator: z.string(),
  TreatMissingData: z.string(),
  AlarmActions: z.array(z.unknown()).default([]),
  OKActions: z.array(z.unknown()).default([]),
});
type Alarm = z.output<typeof alarmSchema>;
const alarms: readonly Alarm[] = Object.values(service.resources('AWS::CloudWatch::Alarm')).map(
  ({ Properties }) => alarmSchema.parse(Properties),
);

/** The harm an alarm names, without the stage before it and the part in brackets behind it. */
const harmOf = ({ AlarmName }: Alarm): string =>
  AlarmName.replace(/^Seatkeeper prod: /, '').replace(/ \([^)]*\)$/, '');

/** Entries of the runbook: a heading, and whether an alarm leads there. */
const entries = runbook
  .split(/^## /m)
  .slice(1)
  .map((entry) => ({
    heading: entry.slice(0, entry.indexOf('\n')).trim(),
    isAlarm: entry.slice(entry.indexOf('\n')).startsWith('\n\n**Alarm** '),
  }));

/** The anchor of a heading on GitHub. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

/** Logical ids that a value refers to. */
const refersTo = (value: unknown): string[] =>
  [...JSON.stringify(value ?? null).matchAll(/"(?:Ref|Fn::GetAtt)":(?:\["|")(\w+)"/g)].map(
    ([, id = '']) => id,
  );
const idsOf = (alarm: Alarm): string[] => alarm.Dimensions.flatMap(({ Value }) => refersTo(Value));
const watched = new Set(alarms.flatMap(idsOf));
const entriesOf = (type: string): [string, Resource][] => Object.entries(service.resources(type));

describe('each alarm', () => {
  it('has an entry in the runbook of the same name, and each such entry an alarm', () => {
    expect(alarms.length).toBeGreaterThan(30);
    const marked = entries.filter(({ isAlarm }) => isAlarm).map(({ heading }) => heading);
    expect([...new Set(alarms.map(harmOf))].toSorted()).toEqual(marked.toSorted());
    expect(new Set(entries.map(({ heading }) => heading)).size).toBe(entries.length);
  });

  it('has a name of its own, and tells when it is raised and when it is over', () => {
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length);
    const topics = Object.keys(service.resources('AWS::SNS::Topic'));
    expect(topics).toHaveLength(1);
    for (const alarm of alarms) {
      expect(alarm.AlarmActions.flatMap(refersTo), alarm.AlarmName).toEqual(topics);
      expect(alarm.OKActions.flatMap(refersTo), alarm.AlarmName).toEqual(topics);
    }
  });

  it('says what it means, where to look first and where its entry is, in what CloudWatch takes', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription.length).toBeLessThan(1024);
      expect(alarm.AlarmDescription).toMatch(
        /^[A-Z].{30,}\. Look first: .{15,}\. Runbook: docs\/runbook\.md#/,
      );
      expect(alarm.AlarmDescription.endsWith(`#${anchorOf(harmOf(alarm))}`), alarm.AlarmName).toBe(true);
    }
  });

  it('is raised by silence only where silence is the harm', () => {
    for (const { AlarmName, TreatMissingData, ComparisonOperator } of alarms)
      expect({ AlarmName, TreatMissingData, ComparisonOperator }).toEqual({
        AlarmName,
        TreatMissingData: AlarmName.endsWith('(silent)') ? 'breaching' : 'notBreaching',
        ComparisonOperator: AlarmName.endsWith('(silent)')
          ? 'LessThanThreshold'
          : 'GreaterThanOrEqualToThreshold',
      });
  });

  it('looks back no further than CloudWatch can: a day, or a week by the hour', () => {
    for (const { AlarmName, Period, EvaluationPeriods } of alarms)
      expect(Period * EvaluationPeriods, AlarmName).toBeLessThanOrEqual(Period < 3600 ? 86_400 : 604_800);
  });

  it('that looks at a count of ours looks at one that is made, and in the way it is made', () => {
    const doors = new Set(
      entriesOf('AWS::Logs::MetricFilter').flatMap(([, { Properties }]) =>
        z
          .object({ MetricTransformations: z.array(z.object({ MetricName: z.string() })) })
          .parse(Properties)
          .MetricTransformations.map(({ MetricName }) => MetricName),
      ),
    );
    expect(doors.size).toBe(4);
    const kinds = new Map<string, string>(Object.entries(MEASURES));
    for (const { Namespace, MetricName, Statistic, Dimensions } of alarms) {
      if (Namespace !== 'Seatkeeper/prod') continue;
      if (doors.has(MetricName)) {
        expect({ Statistic, Dimensions }).toEqual({ Statistic: 'Sum', Dimensions: [] });
        continue;
      }
      expect(Statistic, MetricName).toBe(kinds.get(MetricName) === 'level' ? 'Maximum' : 'Sum');
      expect(kinds.has(MetricName), MetricName).toBe(true);
      expect(Dimensions).toEqual([{ Name: 'service', Value: 'seatkeeper' }]);
    }
  });
});

describe('what needs an alarm has one:', () => {
  const isRedriveTarget = new Set(
    entriesOf('AWS::SQS::Queue').flatMap(([, { Properties }]) => refersTo(Properties['RedrivePolicy'])),
  );
  const isWorked = new Set(
    entriesOf('AWS::Lambda::EventSourceMapping').flatMap(([, { Properties }]) =>
      refersTo(Properties['EventSourceArn']),
    ),
  );

  it('every queue that nobody works on', () => {
    const deadLetters = entriesOf('AWS::SQS::Queue')
      .map(([id]) => id)
      .filter((id) => !isWorked.has(id));
    expect(deadLetters.length).toBeGreaterThan(9);
    expect([...isRedriveTarget].filter((id) => !deadLetters.includes(id))).toEqual([]);
    expect(deadLetters.filter((id) => !watched.has(id))).toEqual([]);
  });

  it('every state machine', () => {
    const machines = entriesOf('AWS::StepFunctions::StateMachine').map(([id]) => id);
    expect(machines).toHaveLength(2);
    expect(machines.filter((id) => !watched.has(id))).toEqual([]);
  });

  it('every table', () => {
    const tables = Object.keys(data.resources('AWS::DynamoDB::GlobalTable'));
    const named = alarms.filter(({ Namespace }) => Namespace === 'AWS/DynamoDB');
    for (const table of tables)
      expect(named.filter((alarm) => JSON.stringify(alarm.Dimensions).includes(table))).toHaveLength(2);
  });

  it('every route, by the metric filters of the access log', () => {
    const patterns = entriesOf('AWS::Logs::MetricFilter').map(([, { Properties }]) =>
      z.object({ FilterPattern: z.string() }).parse(Properties).FilterPattern.replaceAll('\\"', '"'),
    );
    for (const pattern of patterns) expect(pattern).toContain('$.status = "5*"');
    for (const [, { Properties }] of entriesOf('AWS::ApiGatewayV2::Route')) {
      const key = z.string().parse(Properties['RouteKey']);
      expect(
        patterns.filter((pattern) => pattern.includes(`$.route = "${key}"`)),
        key,
      ).toHaveLength(1);
    }
  });

  it('every function: its machine, its queue, its stream, its schedule or its door', () => {
    const covered = new Set<string>();
    const cover = (ids: readonly string[]): void => {
      for (const id of ids) covered.add(id);
    };
    for (const [id, { Properties }] of entriesOf('AWS::StepFunctions::StateMachine'))
      if (watched.has(id)) cover(refersTo(Properties['DefinitionString']));
    const failedOf = (queueId: string): string[] =>
      refersTo(service.resources('AWS::SQS::Queue')[queueId]?.Properties['RedrivePolicy']);
    for (const [, { Properties }] of entriesOf('AWS::Lambda::EventSourceMapping')) {
      const ends = [
        ...refersTo(Properties['EventSourceArn']).flatMap(failedOf),
        ...refersTo(Properties['DestinationConfig']),
      ];
      if (ends.some((id) => watched.has(id))) cover(refersTo(Properties['FunctionName']));
    }
    for (const [, { Properties }] of entriesOf('AWS::Lambda::EventInvokeConfig'))
      if (refersTo(Properties['DestinationConfig']).some((id) => watched.has(id)))
        cover(refersTo(Properties['FunctionName']));
    for (const [, { Properties }] of entriesOf('AWS::ApiGatewayV2::Integration'))
      cover(refersTo(Properties['IntegrationUri']));
    const left = entriesOf('AWS::Lambda::Function')
      .map(([id]) => id)
      .filter((id) => !covered.has(id));
    // Called by hand, once, by somebody who reads its answer.
    expect(left.map((id) => id.replace(/Function[0-9A-F]{8}$/, ''))).toEqual(['IssueFirstToken']);
  });
});

describe('where alarms go', () => {
  it('is encrypted by our key, over TLS alone, and open to alarms of this account alone', () => {
    const [topic] = Object.values(service.resources('AWS::SNS::Topic'));
    expect(JSON.stringify(topic?.Properties['KmsMasterKeyId'])).toContain('DataKey');
    const policy = JSON.stringify(Object.values(service.resources('AWS::SNS::TopicPolicy')));
    expect(policy).toContain('"aws:SecureTransport":"false"');
    expect(policy).toMatch(/cloudwatch\.amazonaws\.com/);
    expect(policy).toMatch(/"aws:SourceArn":\{"Fn::Join".*cloudwatch:us-east-1.*alarm:\*/);
    expect(JSON.stringify(data.resources('AWS::KMS::Key'))).toContain('cloudwatch.amazonaws.com');
  });

  it('is the mailbox of the setting', () => {
    expect(Object.values(service.resources('AWS::SNS::Subscription'))).toMatchObject([
      { Properties: { Protocol: 'email', Endpoint: 'seatkeeper-alarms@example.com' } },
    ]);
  });
});

describe('the dashboard', () => {
  const text = JSON.stringify(Object.values(service.resources('AWS::CloudWatch::Dashboard')));

  it('shows counts that are made', () => {
    const shown = [...text.matchAll(/Seatkeeper\/prod\\+",\\+"(\w+)\\+"/g)].map(([, name = '']) => name);
    const made = new Set([
      ...Object.keys(MEASURES),
      'AnswerErrors',
      'WebhookErrors',
      'ScimErrors',
      'DoorErrors',
    ]);
    expect(shown.length).toBeGreaterThan(15);
    expect(shown.filter((name) => !made.has(name))).toEqual([]);
    const perRun = [...text.matchAll(/sum\((\w+)\)/g)].map(([, name = '']) => name);
    expect(perRun.length).toBeGreaterThan(10);
    expect(perRun.filter((name) => !(name in MEASURES))).toEqual([]);
  });

  it('shows every alarm', () => {
    const ids = Object.keys(service.resources('AWS::CloudWatch::Alarm'));
    expect(ids.filter((id) => !text.includes(id))).toEqual([]);
  });
});

describe('the deploy guide', () => {
  it('counts the alarms and metrics that there are', () => {
    expect(guide).toContain(`${alarms.length} alarms × 0.10`);
    const metrics = Object.keys(MEASURES).length + entriesOf('AWS::Logs::MetricFilter').length;
    expect(guide).toContain(`there are ${metrics} of them`);
  });
});
