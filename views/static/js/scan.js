// A barcode or a QR code read by the phone's camera into a field. Where the browser cannot, the button is not shown and the field stays.
"use strict";

(() => {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  for (const button of document.querySelectorAll("[data-scan]")) {
    button.hidden = false;
    button.addEventListener("click", () => scan(button).catch(() => { button.hidden = true; }));
  }

  async function scan(button) {
    const field = document.getElementById(button.dataset.scan);
    const dialog = document.querySelector("dialog.scan");
    const video = dialog.querySelector("video");
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const known = await BarcodeDetector.getSupportedFormats();
    const wanted = ["qr_code", "code_128", "code_39", "ean_13", "data_matrix"].filter((each) => known.includes(each));
    const detector = new BarcodeDetector({ formats: wanted.length ? wanted : known });
    const stop = () => stream.getTracks().forEach((track) => track.stop());
    video.srcObject = stream;
    dialog.addEventListener("close", stop, { once: true });
    dialog.showModal();
    await video.play();
    const look = async () => {
      if (!dialog.open) return;
      const [code] = await detector.detect(video).catch(() => []);
      if (!code) {
        requestAnimationFrame(look);
        return;
      }
      dialog.close();
      field.value = code.rawValue;
      if (field.form && field.dataset.findItem === undefined) field.form.requestSubmit();
      else field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    };
    look();
  }
})();
