import type { EnvKey } from '../shared/names.ts';
import type { StageSettings } from './config.ts';

/** Stage settings that functions read from their environment. None of them is a secret. */
export const plainSettings = (settings: StageSettings): readonly (readonly [EnvKey, string])[] => [
  ['stage', settings.stage],
  ['firstSuperAdminEmail', settings.firstSuperAdminEmail],
  ['senderAddress', settings.senderAddress],
  ['mailRatePerSecond', String(settings.mail.ratePerSecond)],
  ['mailDailyQuota', String(settings.mail.dailyQuota)],
  ['zoomOauthUrl', settings.zoom.oauthUrl],
  ['zoomApiUrl', settings.zoom.apiUrl],
  ['zoomAllowedHosts', settings.zoom.allowedHosts.join(',')],
  ['oktaAllowedHosts', settings.okta.allowedHosts.join(',')],
  ['oneloginAllowedHosts', settings.onelogin.allowedHosts.join(',')],
  ['scimAllowedHosts', settings.scim.allowedHosts.join(',')],
  ['rateShare', String(settings.rateShare)],
  ['grace', settings.durations.grace],
  ['loginLag', settings.durations.loginLag],
  ['defaultNoticePeriod', settings.durations.defaultNoticePeriod],
  ['observations', String(settings.observations)],
  ['notifyAllowance', settings.durations.notifyAllowance],
  ['intentLease', settings.durations.intentLease],
  ['redriveWindow', settings.durations.redriveWindow],
  ['parkedPlanExpiry', settings.durations.parkedPlanExpiry],
  ['coolDown', settings.durations.coolDown],
  ['landedExpiry', settings.durations.landedExpiry],
  ['refreshLease', settings.durations.refreshLease],
  ['authorizationLifetime', settings.durations.authorizationLifetime],
  ['sessionLifetime', settings.durations.sessionLifetime],
  ['incidentWindow', settings.durations.incidentWindow],
  ['recoveryHold', settings.durations.recoveryHold],
  ['syncSchedule', settings.syncSchedule],
];
