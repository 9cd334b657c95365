// 「用我的位置」: ask the device for its position and load the page again with ?lat&lon. The position stays in the address.
const DECIMALS = 5; // about one metre
const OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };
const REASONS = {
  1: "没有得到定位许可。请在手机设置里允许定位，或选择所在社区。",
  2: "现在定不了位。请选择所在社区。",
  3: "定位太久没有结果。请再试一次，或选择所在社区。",
};

/** Show the buttons `[data-use-position]`, which are hidden without JavaScript or a secure connection. */
export function offerPosition() {
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  for (const button of document.querySelectorAll("[data-use-position]")) {
    button.hidden = false;
    button.addEventListener("click", () => locate(button));
  }
}

function locate(button) {
  button.disabled = true;
  say("正在定位……");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => location.assign(addressWith(coords)),
    ({ code }) => {
      button.disabled = false;
      say(REASONS[code] ?? REASONS[2]);
    },
    OPTIONS,
  );
}

/** This page's address with the position in it, without what a new position makes void. */
function addressWith({ latitude, longitude }) {
  const address = new URL(location.href);
  for (const name of ["near", "page"]) address.searchParams.delete(name);
  address.searchParams.set("lat", latitude.toFixed(DECIMALS));
  address.searchParams.set("lon", longitude.toFixed(DECIMALS));
  return address.href;
}

function say(words) {
  document.getElementById("site-status").textContent = words;
}
