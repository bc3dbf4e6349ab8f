/** A short tone for who wants to hear that something was raised; no file, and nothing is fetched. */

const NOTES_HZ = [660, 880];
const NOTE_S = 0.14;
const LOUDNESS = 0.15;
let context = null;

/** Make ready to play, in a click: browsers allow no sound before one. */
function readyTone() {
  context ??= new AudioContext();
  context.resume();
}

/** Play it; a page that was not clicked since it was loaded stays silent. */
export function playTone() {
  readyTone();
  NOTES_HZ.forEach((pitch, at) => {
    const [note, volume, begin] = [context.createOscillator(), context.createGain(), context.currentTime + at * NOTE_S];
    note.frequency.value = pitch;
    volume.gain.setValueAtTime(LOUDNESS, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_S);
    note.connect(volume).connect(context.destination);
    note.start(begin);
    note.stop(begin + NOTE_S);
  });
}
