import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AskedInputs } from '../../lib/asked-inputs.ts'
import { useTRPC } from '../../lib/trpc.ts'
import { cx } from '../../ui/class-names.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { cronWords } from './cron-words.ts'
import { ownZone, zoneChoices } from './firing-time.ts'
import { NextTimes, useNextTimes } from './next-times.tsx'
import { cronFault, type ScheduleFaults, type ScheduleForm } from './schedule-form.ts'
import { ScheduleInputs } from './schedule-inputs.tsx'

const PRESETS = ['*/15 * * * *', '0 * * * *', '0 9 * * *', '0 9 * * 1-5', '0 9 * * 1', '0 9 1 * *'] as const

const MISSED = [
  { value: 'skip', label: 'Leave those times out' },
  { value: 'run_once', label: 'Make up for them once' },
] as const
const OVERLAP = [
  { value: 'allow', label: 'Start all the same' },
  { value: 'skip', label: 'Leave that time out' },
] as const

interface FieldsProps {
  form: ScheduleForm
  names: readonly string[]
  faults: ScheduleFaults
  asked: AskedInputs
  onChange: (change: Partial<ScheduleForm>) => void
}

const toOptions = (values: readonly string[]) => values.map((value) => ({ value, label: value }))

export function ScheduleFields({ form, names, faults, asked, onChange }: FieldsProps) {
  const zones = useMemo(() => toOptions(zoneChoices(ownZone(), Intl.supportedValuesOf('timeZone'), form.timezone)), [form.timezone])
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_140px]">
        <Field label="Workflow" error={faults.workflowName}>
          {(control) => (
            <Select
              {...control}
              options={toOptions(names)}
              value={form.workflowName}
              onChange={(event) => onChange({ workflowName: event.target.value, tag: 'main', inputs: {} })}
            />
          )}
        </Field>
        <TagField form={form} onChange={onChange} />
      </div>
      <CronField form={form} fault={faults.cron} onChange={onChange} />
      <Field label="Time zone" error={faults.timezone}>
        {(control) => <Select {...control} options={zones} value={form.timezone} onChange={(event) => onChange({ timezone: event.target.value })} />}
      </Field>
      <section className="flex flex-col gap-1.5">
        <h3 className="font-medium text-ink-2 text-sm">Next times in {form.timezone}</h3>
        <NextTimes cron={form.cron} timezone={form.timezone} />
      </section>
      <ScheduleInputs asked={asked} value={form.inputs} problems={faults.inputs} onChange={(inputs) => onChange({ inputs })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="When no server was there">
          {/* The options are the values of the form. */}
          {(control) => (
            <Select
              {...control}
              options={MISSED}
              value={form.missed}
              onChange={(event) => onChange({ missed: event.target.value as ScheduleForm['missed'] })}
            />
          )}
        </Field>
        <Field label="When the run before is still going">
          {(control) => (
            <Select
              {...control}
              options={OVERLAP}
              value={form.overlap}
              onChange={(event) => onChange({ overlap: event.target.value as ScheduleForm['overlap'] })}
            />
          )}
        </Field>
      </div>
    </>
  )
}

function TagField({ form, onChange }: Pick<FieldsProps, 'form' | 'onChange'>) {
  const trpc = useTRPC()
  const workflow = useQuery({ ...trpc.workflows.get.queryOptions({ name: form.workflowName }), enabled: form.workflowName !== '' })
  const tags = workflow.data?.tags.map(({ tag }) => tag) ?? [form.tag]
  return (
    <Field label="Branch">
      {(control) => <Select {...control} options={toOptions(tags)} value={form.tag} onChange={(event) => onChange({ tag: event.target.value })} />}
    </Field>
  )
}

/** The expression itself, with common ones at hand; what is wrong with it is said while it is typed. */
function CronField({ form: { cron, timezone }, fault, onChange }: { form: ScheduleForm; fault: string | undefined; onChange: FieldsProps['onChange'] }) {
  const next = useNextTimes(cron, timezone)
  const problem = next.isPlaceholderData ? undefined : next.data?.problem
  const never = !next.isPlaceholderData && next.data?.times.length === 0 ? 'No day and time ever fit this.' : undefined
  const wrong = cronFault(cron) ?? fault ?? (problem?.pointer === '/cron' ? problem.message : never)
  return (
    <div className="flex flex-col gap-2">
      <Field label="When" hint={wrong ? undefined : (cronWords(cron) ?? 'Minute, hour, day, month, weekday.')} error={wrong}>
        {(control) => <TextInput {...control} mono autoComplete="off" value={cron} onChange={(event) => onChange({ cron: event.target.value })} />}
      </Field>
      <div role="group" aria-label="Common times" className="flex flex-wrap gap-1.5">
        {PRESETS.map((preset) => (
          <button
            key={preset}
            type="button"
            aria-pressed={cron === preset}
            onClick={() => onChange({ cron: preset })}
            className={cx(
              'h-7 rounded-full border px-2.5 text-xs transition-colors duration-[120ms]',
              cron === preset ? 'border-transparent bg-accent-soft font-medium text-accent-text' : 'border-line text-ink-2 hover:bg-surface-3',
            )}
          >
            {cronWords(preset)}
          </button>
        ))}
      </div>
    </div>
  )
}
