// The gateway that a setting names.
import type { GatewaySettings, SmsGateway } from './gateway.ts'
import { kannel } from './kannel.ts'
import { twilio } from './twilio.ts'

export const createGateway = (settings: GatewaySettings): SmsGateway =>
  settings.kind === 'kannel' ? kannel(settings) : twilio(settings)
