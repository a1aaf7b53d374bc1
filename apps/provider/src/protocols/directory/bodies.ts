// The bodies that directories send, judged before anything is touched.
import { isDisguised } from '@sluis/server-kit/writing-direction'
import { z } from 'zod'
import type { PersonRecord } from '#use-cases/sync-directory/upsert-person.ts'

/** Ids of the directory's own: visible ASCII without the slash that separates addresses. */
export const ExternalId = z.string().regex(/^[!-.0-~]{1,128}$/, 'is not 1 to 128 visible ASCII characters without /')

const Name = z
  .string()
  .trim()
  .min(1, 'is empty')
  .max(200, 'is longer than 200 characters')
  .refine((name) => !isDisguised(name), 'has control characters, or characters that turn the direction of text')
  .refine((name) => /[\p{L}\p{N}]/u.test(name), 'has no letter and no digit')

const Timezone = z
  .string()
  .max(64)
  .refine((zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
    } catch {
      return false
    }
  }, 'is not an IANA time zone')

export const CompanyBody = z.strictObject({ name: Name, timezone: Timezone })

export const PersonBody = z.strictObject({
  name: Name,
  given_name: Name.optional(),
  family_name: Name.optional(),
  email: z.string().max(254),
  language: z.enum(['nl', 'en']),
  active: z.boolean(),
  password: z
    .strictObject({
      format: z.literal('bcrypt'),
      hash: z.string().regex(/^\$2[aby]\$(0[4-9]|1[0-4])\$[./A-Za-z0-9]{53}$/, 'is not a bcrypt hash of cost 4 to 14'),
    })
    .optional(),
  memberships: z
    .array(
      z.strictObject({
        employee_login: ExternalId,
        company: ExternalId,
        role: z.enum(['employee', 'manager', 'hr', 'accountant', 'owner']),
        active: z.boolean(),
      }),
    )
    .max(2_000)
    .refine(
      (list) => new Set(list.map((each) => each.employee_login)).size === list.length,
      'names an employee_login twice',
    ),
}) satisfies z.ZodType<PersonRecord>

export const SnoozeBody = z.strictObject({ snooze_left: z.int().min(0).max(14) })
export const VoucherBody = z.strictObject({ person: ExternalId })
