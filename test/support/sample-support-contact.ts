import { type SupportContact, supportContactSchema } from '../../shared/domain/support-contact.ts';

/** A support contact with everything set. */
export const sampleSupportContact = (patch: Partial<SupportContact> = {}): SupportContact =>
  supportContactSchema.parse({
    name: 'IT service desk',
    email: 'help@example.com',
    page: 'https://help.example.com/seatkeeper',
    phone: '+49 30 1234567',
    hours: 'Monday to Friday, 9:00 to 17:00',
    timeZone: 'Europe/Berlin',
    firstResponse: 'PT4H',
    ...patch,
  });
