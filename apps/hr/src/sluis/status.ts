// What Sluis says of a person: enrolled or not, and what holds for them until when (docs/api.md, "Obligation").
import { z } from 'zod'

export const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

/** The instant, and the last whole day before it. */
export const deadlineSchema = z
  .object({ at: instant, timezone: z.string(), last_day: z.string() })
  .transform(({ last_day: lastDay, ...rest }) => ({ ...rest, lastDay }))

export const statusSchema = z
  .object({
    sub: z.string().min(1),
    enrolled: z.boolean(),
    // Absent in a Sluis of before: it said nothing of it.
    password_chosen: z.boolean().default(false),
    obligation: z.enum(['none', 'invited', 'required']),
    reason: z.string(),
    company: z.string().nullish(),
    deadline: deadlineSchema.nullable(),
    // `hours` is absent in a Sluis of before, and null without a roll-out.
    snooze: z.object({
      left: z.number().int().min(0),
      until: instant.nullable(),
      hours: z.number().positive().nullish(),
    }),
  })
  .transform(({ company, password_chosen: passwordChosen, snooze, ...rest }) => ({
    ...rest,
    snooze: { ...snooze, hours: snooze.hours ?? 24 },
    passwordChosen,
    company: company ?? null,
  }))

export type Status = z.output<typeof statusSchema>
