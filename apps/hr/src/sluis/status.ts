// What Sluis says of a person: enrolled or not, and what holds for them until when (docs/api.md, "Obligation").
import { z } from 'zod'

const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const statusSchema = z
  .object({
    sub: z.string().min(1),
    enrolled: z.boolean(),
    // Absent in a Sluis of before: it said nothing of it.
    password_chosen: z.boolean().default(false),
    obligation: z.enum(['none', 'invited', 'required']),
    reason: z.string(),
    company: z.string().nullish(),
    deadline: z.object({ at: instant, timezone: z.string(), last_day: z.string() }).nullable(),
    snooze: z.object({ left: z.number().int().min(0), until: instant.nullable() }),
  })
  .transform(({ company, deadline, password_chosen: passwordChosen, ...rest }) => ({
    ...rest,
    passwordChosen,
    company: company ?? null,
    deadline: deadline && { at: deadline.at, timezone: deadline.timezone, lastDay: deadline.last_day },
  }))

export type Status = z.output<typeof statusSchema>
