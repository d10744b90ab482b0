import { LoaderCircle } from 'lucide-react'
import { cx } from './class-names.ts'

export function Spinner({ size = 14, className }: { size?: number; className?: string }) {
  return <LoaderCircle aria-hidden size={size} className={cx('status-spin shrink-0', className)} />
}
