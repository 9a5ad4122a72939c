/** What the provisioning policy begins with where a test's stage is not asked for anything else. */
export const POLICY_SETTINGS = {
  grace: 'P60D',
  coolDown: 'P90D',
  parkedPlanExpiry: 'P14D',
  defaultNoticePeriod: 'P7D',
  observations: 1,
  observationsApart: 'PT24H',
} as const;
