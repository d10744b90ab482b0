import type { FieldProblem } from '@aob/schemas'
import type { AskedInputs } from '../../lib/asked-inputs.ts'
import { RunInputs } from '../../ui/forms/run-inputs.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'

interface ScheduleInputsProps {
  asked: AskedInputs
  value: Readonly<Record<string, unknown>>
  problems: readonly FieldProblem[]
  onChange: (value: Record<string, unknown>) => void
}

/** The inputs of every run a schedule starts, asked for as the Run button does; what is left empty is the workflow's default of the day. */
export function ScheduleInputs({ asked, value, problems, onChange }: ScheduleInputsProps) {
  return (
    <section aria-label="Inputs of each run" className="flex flex-col gap-3 border-line border-t pt-4">
      <div>
        <h3 className="font-medium text-ink-2 text-sm">Inputs of each run</h3>
        <p className="text-ink-3 text-xs">What is left empty is the workflow’s own default at that time.</p>
      </div>
      {asked.kind === 'waiting' ? <Skeleton className="h-14" /> : null}
      {asked.kind === 'failed' ? (
        <p role="alert" className="text-danger text-sm">
          What this workflow asks for could not be read: {asked.reason}
        </p>
      ) : null}
      {asked.kind === 'asked' ? <RunInputs schema={asked.schema} value={value} problems={problems} onChange={onChange} /> : null}
    </section>
  )
}
