// The companies of the demo, each in a different phase of its roll-out, with dates relative to the first start.
import { midnight } from './amsterdam.ts'

export type RollOut = { announceAt: Date; promptAt: Date; requiredAt: Date; snoozes: number }
export type DemoCompany = {
  id: string
  name: string
  /** True for the accountants' many client companies, which are shown as one group. */
  isClient: boolean
  rollOut: RollOut | null
  /** What the company allows: remembered browsers, and SMS as the first factor for people without a smartphone. */
  policy: { remembersBrowsers: boolean; smsFirst: boolean }
}

const NOTHING = { remembersBrowsers: false, smsFirst: false }

/** The date of the help page: 1 July 2026, 00:00 in Amsterdam. */
export const JULY_2026 = new Date('2026-06-30T22:00:00Z')

const SNOOZES = 3

const clients = [
  'Bloemsierkunst Van Loon',
  'Café De Zwaan',
  'Fysiotherapie Parkzicht',
  'Garage Wielinga',
  'Hoveniersbedrijf Lindeboom',
  'IJssalon Bevroren Tijd',
  'Kapsalon Knip',
  'Loodgieter Waterman',
  'Naaiatelier Steek',
  'Rijschool Voorrang',
  'Schildersbedrijf Kwast',
  'Slagerij Verhoeven',
  'Timmerwerkplaats Eikenhout',
  'Wasserij Zonnewit',
]

/** All companies, as they are at the first start. */
export function companiesAt(firstStart: Date): DemoCompany[] {
  /** In days before (negative) and after the first start. */
  const days = (announce: number, prompt: number, required: number): RollOut => ({
    announceAt: midnight(firstStart, announce),
    promptAt: midnight(firstStart, prompt),
    requiredAt: midnight(firstStart, required),
    snoozes: SNOOZES,
  })
  const shipyardAt = JULY_2026 <= firstStart ? JULY_2026 : midnight(firstStart, -30)
  const company = (id: string, name: string, rollOut: RollOut | null): DemoCompany => ({
    id,
    name,
    isClient: false,
    rollOut,
    policy: NOTHING,
  })

  return [
    company('c-korenmolen', 'Bakkerij De Korenmolen', days(-45, -21, 7)),
    company('c-tandwiel', 'Rijwielhandel Het Tandwiel', days(-45, -28, 1)),
    company('c-waterlelie', 'Zorggroep Waterlelie', days(-14, 30, 60)),
    company('c-vliet', 'Scheepswerf De Vliet', {
      announceAt: midnight(shipyardAt, -60),
      promptAt: midnight(shipyardAt, -28),
      requiredAt: shipyardAt,
      snoozes: SNOOZES,
    }),
    {
      ...company('c-letterlust', 'Drukkerij Letterlust', days(-90, -45, -14)),
      policy: { remembersBrowsers: true, smsFirst: true },
    },
    company('c-zonnedauw', 'Kwekerij Zonnedauw', null),
    company('c-cijferhof', 'Accountantskantoor Cijferhof', days(-120, -75, -30)),
    company('c-kadehuis', 'Kadehuis Software', days(-150, -105, -60)),
    ...clients.map((name, at): DemoCompany => ({
      id: `c-client-${at + 1}`,
      name,
      isClient: true,
      rollOut: days(-7, 21, 45),
      policy: NOTHING,
    })),
  ]
}

/** A roll-out as the provider reports it; instants in ISO form. */
export type ReportedRollOut = { companyName: string; announceAt: string; promptAt: string; requiredAt: string }

/** The companies with their current dates. */
export const withDates = (companies: readonly DemoCompany[], reported: readonly ReportedRollOut[]): DemoCompany[] =>
  companies.map((company) => {
    const now = reported.find((each) => each.companyName === company.name)
    if (!now || company.rollOut === null) return company
    return {
      ...company,
      rollOut: {
        ...company.rollOut,
        announceAt: new Date(now.announceAt),
        promptAt: new Date(now.promptAt),
        requiredAt: new Date(now.requiredAt),
      },
    }
  })

export type PhaseName = 'none' | 'coming' | 'announce' | 'prompt' | 'required'

/** The phase of a roll-out at an instant; at the exact instant of a date the new phase applies. */
export function phaseAt(rollOut: RollOut | null, now: Date): PhaseName {
  if (rollOut === null) return 'none'
  if (now >= rollOut.requiredAt) return 'required'
  if (now >= rollOut.promptAt) return 'prompt'
  return now >= rollOut.announceAt ? 'announce' : 'coming'
}
