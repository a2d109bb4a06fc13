#!/usr/bin/env python3
"""Estimate the sky background of an image on a mesh of boxes and subtract it."""

import json
import os
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.stats import sigma_clipped_stats
from astropy.utils.exceptions import AstropyUserWarning
from numpy.lib.stride_tricks import sliding_window_view
from opus_provenance import Provenance

NAME = "subtract_background 1.0"
SMALLEST_BOX = 8  # pixels a side: fewer values say little about a sky
FEWEST_SEEN = 0.1  # of a box: a box with more blank pixels borrows from its neighbours
STALE = ("BLANK", "BSCALE", "BZERO", "CHECKSUM", "DATASUM", "DATAMIN", "DATAMAX")


class InputError(Exception):
    """What the user gave cannot be worked on; the text says why, in one sentence."""


@dataclass(frozen=True)
class Settings:
    box_size: int
    sigma_clip: float


@dataclass(frozen=True)
class Mesh:
    """Sky level and noise of every box, and the pixel at the centre of each."""

    rows: np.ndarray
    columns: np.ndarray
    level: np.ndarray
    noise: np.ndarray


def main() -> None:
    values = json.loads(Path(os.environ["OPUS_VALUES"]).read_text(encoding="utf-8"))
    image, files = Path(values["used"]["image"]), values["generated"]
    settings = Settings(**values["parameters"])
    pixels, header = read_image(image)
    check(settings, pixels.shape)

    provenance = Provenance()
    with provenance.activity("estimate background mesh"):
        provenance.add_input_file(str(image), role="image")
        provenance.add_config(settings)
        mesh = measure(pixels, settings)
        background = surface(mesh, pixels.shape)
        add_cards(header, settings, mesh)
        write(files["background"], background, header, "sky background estimated")
        provenance.add_output_file(files["background"], role="background")
    write(files["subtracted"], pixels - background, header, "sky background subtracted")


def read_image(path: Path) -> tuple[np.ndarray, fits.Header]:
    """Pixels and header of the first two-dimensional image of a FITS file."""
    try:
        with (
            warnings.catch_warnings(action="ignore", category=AstropyUserWarning),
            fits.open(path, memmap=False) as hdus,
        ):
            pixels, header = first_image(hdus)
    except (OSError, TypeError, ValueError) as error:
        raise InputError(f"{path.name} cannot be read as a FITS image.") from error
    if not np.isfinite(pixels).any():
        raise InputError(f"The image of {path.name} has no pixel with a value.")
    height, width = pixels.shape
    print(f"read {path.name}: {width} x {height} pixels")
    return pixels, header


def first_image(hdus: fits.HDUList) -> tuple[np.ndarray, fits.Header]:
    for hdu in hdus:
        if hdu.is_image and hdu.header["NAXIS"] == len("xy") and hdu.size:
            return hdu.data.astype(float), hdu.header.copy()
    raise InputError(f"{Path(hdus.filename()).name} holds no two-dimensional image.")


def check(settings: Settings, shape: tuple[int, ...]) -> None:
    height, width = shape
    if not SMALLEST_BOX <= settings.box_size <= min(shape):
        raise InputError(
            f"box_size is {settings.box_size} pixels: for an image of "
            f"{width} x {height} pixels choose {SMALLEST_BOX} to {min(shape)}."
        )
    if not settings.sigma_clip > 0:
        raise InputError(
            f"sigma_clip is {settings.sigma_clip:g}: choose a value above zero."
        )


def measure(pixels: np.ndarray, settings: Settings) -> Mesh:
    """Sky and noise of the boxes; the level is smoothed by a 3 x 3 median."""
    down = box_edges(pixels.shape[0], settings.box_size)
    across = box_edges(pixels.shape[1], settings.box_size)
    skies = np.array(
        [
            [sky(box, settings.sigma_clip) for box in np.split(strip, across[1:-1], 1)]
            for strip in np.split(pixels, down[1:-1])
        ]
    )
    level, noise = skies[..., 0], skies[..., 1]
    print(
        f"mesh of {level.shape[1]} x {level.shape[0]} boxes, sky levels "
        f"{np.nanmin(level):.2f} to {np.nanmax(level):.2f}"
    )
    return Mesh(centres(down), centres(across), median_filtered(level), noise)


def box_edges(size: int, box: int) -> np.ndarray:
    """Edges of nearly equal boxes, so that no sliver is left over at the end."""
    return np.linspace(0, size, max(1, round(size / box)) + 1).astype(int)


def centres(edges: np.ndarray) -> np.ndarray:
    return (edges[:-1] + edges[1:] - 1) / 2


def sky(box: np.ndarray, sigma: float) -> tuple[float, float]:
    """Most common value and noise of a box after its stars are clipped.

    The wings and faint stars that clipping leaves pull the mean up more than the
    median, and the sky lies below both: 3 median - 2 mean, as in crowded fields.
    """
    seen = box[np.isfinite(box)]
    if seen.size < FEWEST_SEEN * box.size:
        return np.nan, np.nan
    mean, median, noise = sigma_clipped_stats(
        seen, sigma=sigma, maxiters=20, stdfunc="mad_std"
    )
    return 3 * median - 2 * mean, noise


def median_filtered(level: np.ndarray) -> np.ndarray:
    """Each box becomes the median of its neighbourhood: one box of light is no sky."""
    filled = np.where(np.isfinite(level), level, np.nanmedian(level))
    windows = sliding_window_view(continued(filled), (3, 3))
    return np.median(windows, axis=(2, 3))


def continued(values: np.ndarray) -> np.ndarray:
    """One more value on each side, so placed that a slope goes on unchanged."""
    return np.pad(values, 1, mode="reflect", reflect_type="odd")


def surface(mesh: Mesh, shape: tuple[int, ...]) -> np.ndarray:
    """The mesh as a smooth image: a bicubic spline through the box centres."""
    down = spline(continued(mesh.rows), np.arange(shape[0]))
    across = spline(continued(mesh.columns), np.arange(shape[1]))
    return down @ continued(mesh.level) @ across.T


def spline(nodes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Matrix that takes values at the nodes to a natural cubic spline at the places."""
    step = np.diff(nodes)
    if not step.any():  # one box spans the image: its level holds everywhere
        return np.full((len(places), len(nodes)), 1 / len(nodes))
    left = np.clip(np.searchsorted(nodes, places) - 1, 0, len(step) - 1)
    b = ((places - nodes[left]) / step[left])[:, None]
    a = 1 - b
    value, bend = np.eye(len(nodes)), curvature(step)
    bow = (a**3 - a) * bend[left] + (b**3 - b) * bend[left + 1]
    return a * value[left] + b * value[left + 1] + bow * step[left, None] ** 2 / 6


def curvature(step: np.ndarray) -> np.ndarray:
    """Matrix that takes values at the nodes to the second derivatives of the spline."""
    size = len(step) + 1
    smooth, second = np.eye(size), np.zeros((size, size))
    for i in range(1, size - 1):
        before, after = step[i - 1], step[i]
        smooth[i, i - 1 : i + 2] = before / 6, (before + after) / 3, after / 6
        second[i, i - 1 : i + 2] = 1 / before, -1 / before - 1 / after, 1 / after
    return np.linalg.solve(smooth, second)


def add_cards(header: fits.Header, settings: Settings, mesh: Mesh) -> None:
    """Say in the header what was done, and drop what no longer holds."""
    for name in STALE:
        header.remove(name, ignore_missing=True, remove_all=True)
    if "BUNIT" not in header:
        header["BUNIT"] = ("adu", "assumed: the input image names no unit")
    header["BKGBOX"] = (settings.box_size, "[pixel] size of the background boxes")
    header["BKGCLIP"] = (settings.sigma_clip, "[sigma] stars were clipped beyond")
    header["BKGLEVEL"] = (float(np.median(mesh.level)), "median of the background")
    header["BKGNOISE"] = (float(np.nanmedian(mesh.noise)), "median noise of a pixel")


def write(name: str, pixels: np.ndarray, header: fits.Header, what: str) -> None:
    header = header.copy()
    header.add_history(
        f"{NAME}: {what}, boxes of {header['BKGBOX']} pixels, "
        f"clipped at {header['BKGCLIP']:g} sigma, mode, 3 x 3 median, bicubic spline."
    )
    hdu = fits.PrimaryHDU(pixels.astype(np.float32), header)
    hdu.add_checksum(when="of this file")  # the usual date makes each run another file
    hdu.writeto(name, overwrite=True)
    print(
        f"wrote {name}: {np.nanmin(pixels):.2f} to {np.nanmax(pixels):.2f}, "
        f"median {np.nanmedian(pixels):.2f} {header['BUNIT']}"
    )


if __name__ == "__main__":
    try:
        main()
    except InputError as error:
        sys.exit(str(error))
