/** A million messages, and how long people wait who look for something among them. */
const ASKED = 60;

export interface Searched {
  kind: string;
  p50: number;
  p95: number;
  /** Messages on the page that was found, on average. */
  found: number;
}

/** Builds the index and asks; with the time a question spends on its way to the object, which is on the same machine. */
export async function searching(url: string): Promise<{ buildSeconds: number; questions: Searched[] }> {
  const get = async <T>(path: string): Promise<T> => (await fetch(`${url}/search/${path}`)).json() as Promise<T>;
  const began = performance.now();
  for (let from = 0, rooms = 1; from < rooms; ) {
    const made = await get<{ rooms: number; to: number }>(`build?from=${from}`);
    from = made.to;
    rooms = made.rooms;
  }
  const buildSeconds = (performance.now() - began) / 1000;
  const questions: Searched[] = [];
  for (const kind of await get<string[]>('kinds')) {
    const times: number[] = [];
    let found = 0;
    for (let n = 1; n <= ASKED; n++) {
      const asked = performance.now();
      found += await get<number>(`ask?kind=${encodeURIComponent(kind)}&n=${n}`);
      times.push(performance.now() - asked);
    }
    times.sort((a, b) => a - b);
    questions.push({ kind, p50: times[ASKED / 2]!, p95: times[Math.floor(ASKED * 0.95)]!, found: found / ASKED });
  }
  return { buildSeconds, questions };
}
