/** A short tone for a new message, made here: nothing is loaded. */
let audio: AudioContext | null = null;

/** To be called within a gesture: browsers keep pages silent before one. */
export function allowSound(): void {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
}

export function beep(): void {
  if (audio?.state !== 'running') return;
  const { currentTime: now, destination } = audio;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.setValueAtTime(660, now);
  tone.frequency.setValueAtTime(880, now + 0.08);
  volume.gain.setValueAtTime(0.08, now);
  volume.gain.exponentialRampToValueAtTime(0.001, now + 0.3);
  tone.connect(volume).connect(destination);
  tone.start(now);
  tone.stop(now + 0.3);
}
