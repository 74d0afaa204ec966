/** Takes the keyboard to where the visitor is asked for something: when they opened the chat, and when what they were in gave way to it. */
import { useEffect, useRef } from 'preact/hooks';
import type { Host } from '../host.ts';
import type { Stage } from './stage.ts';

export function useFocus({ preview }: Host, open: boolean, stage: Stage): void {
  const wanted = useRef(false);
  useEffect(() => {
    // A chat that opens by itself, as on the next page of the shop, takes the keyboard from nobody.
    wanted.current = open && !preview && parent.navigator.userActivation.hasBeenActive;
  }, [open]);
  useEffect(() => {
    const isLost = document.hasFocus() && document.activeElement === document.body;
    if (!open || !(wanted.current || isLost)) return;
    const field = document.querySelector<HTMLElement>('form:not([hidden]) :is(textarea, input:not([hidden]), select)');
    if (field) wanted.current = false;
    field?.focus();
  }, [open, stage]);
}
