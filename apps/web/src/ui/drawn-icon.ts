import { createElement, type ReactElement, type ReactNode, type SVGProps } from 'react'

/** An icon as lucide writes it down: its shapes on a field of 24 by 24. */
export interface IconData {
  node: readonly (readonly [tag: string, attributes: Record<string, string>])[]
}

interface IconProps extends SVGProps<SVGSVGElement> {
  size?: number | string
  children?: ReactNode
}

/**
 * Stands in for lucide's own function of this name (build/lean-libraries.ts): one component instead of two, whose shapes are made once and
 * not with every drawing. A page draws dozens of icons, a canvas hundreds.
 */
export default function createLucideIcon({ node }: IconData) {
  let shapes: ReactElement[] | undefined
  return function Icon({ size = 24, strokeWidth = 2, children, ...rest }: IconProps) {
    shapes ??= node.map(([tag, attributes]) => createElement(tag, attributes))
    const told = rest['aria-label'] ?? rest['aria-labelledby'] ?? rest.role ?? (rest as { title?: string }).title
    const drawn = { width: size, height: size, viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth }
    const hidden = told === undefined && !children ? { 'aria-hidden': true } : undefined
    return createElement('svg', { ...drawn, strokeLinecap: 'round', strokeLinejoin: 'round', ...hidden, ...rest }, shapes, children)
  }
}
