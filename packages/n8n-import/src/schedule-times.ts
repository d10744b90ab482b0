import { at, listOf, numberOf, type Shape, shapeOf, textOf } from './shapes.ts'

/** The times of a schedule of n8n as a cron expression, where it has exactly one rule and cron can say it. */
export function cronOf(parameters: Shape): string | undefined {
  const rules = [...listOf(at(parameters.rule, 'interval')), ...listOf(at(parameters.triggerTimes, 'item'))].map(shapeOf)
  const [only] = rules
  if (!only || rules.length > 1) return undefined
  return textOf(only.expression) ?? textOf(only.cronExpression) ?? (shapeOf(parameters.rule).interval === undefined ? undefined : cronOfRule(only))
}

/** A rule of the schedule trigger with its defaults; cron starts anew every hour, day and month, so it says steps that fit into these only. */
function cronOfRule(rule: Shape): string | undefined {
  const number = (name: string, otherwise: number) => (rule[name] === undefined ? otherwise : (numberOf(rule[name]) ?? Number.NaN))
  const [minute, hour] = [number('triggerAtMinute', 0), number('triggerAtHour', 0)]
  if (!isWithin(minute, 0, 59) || !isWithin(hour, 0, 23)) return undefined
  switch (rule.field ?? 'days') {
    case 'minutes':
      return isStepOf(number('minutesInterval', 5), 60) ? `${stepWords(number('minutesInterval', 5))} * * * *` : undefined
    case 'hours':
      return isStepOf(number('hoursInterval', 1), 24) ? `${minute} ${stepWords(number('hoursInterval', 1))} * * *` : undefined
    case 'days':
      return number('daysInterval', 1) === 1 ? `${minute} ${hour} * * *` : undefined
    case 'weeks':
      return weekly(rule.triggerAtDay, `${minute} ${hour} * *`, number('weeksInterval', 1))
    case 'months':
      return monthly(number('triggerAtDayOfMonth', 1), `${minute} ${hour}`, number('monthsInterval', 1))
    default:
      return undefined
  }
}

function weekly(days: unknown, time: string, every: number): string | undefined {
  const named = days === undefined ? [0] : listOf(days).map((day) => numberOf(day) ?? Number.NaN)
  return every === 1 && named.length > 0 && named.every((day) => isWithin(day, 0, 6)) ? `${time} ${named.join(',')}` : undefined
}

function monthly(day: number, time: string, every: number): string | undefined {
  return isWithin(day, 1, 31) && isStepOf(every, 12) ? `${time} ${day} ${stepWords(every)} *` : undefined
}

const isWithin = (value: number, low: number, high: number): boolean => Number.isInteger(value) && value >= low && value <= high
const isStepOf = (step: number, whole: number): boolean => isWithin(step, 1, whole - 1) && whole % step === 0
const stepWords = (step: number): string => (step === 1 ? '*' : `*/${step}`)
