// In place of payslips: none yet, or not somebody who is paid here at all.
import { emptyState, type Html } from '@sluis/design'
import type { PageRequest } from './request-context.ts'

export function noPayslips(c: PageRequest): Html {
  const t = c.get('t')
  const isPaid = c.get('membership').job !== null
  return emptyState({
    title: t(isPaid ? 'payslips.none' : 'payslips.not-paid'),
    content: t(isPaid ? 'payslips.none-text' : 'payslips.not-paid-text'),
    icon: 'payslip',
  })
}
