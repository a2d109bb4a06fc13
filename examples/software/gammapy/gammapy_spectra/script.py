#!/usr/bin/env python3
"""Simulates the spectrum of a source like the Crab Nebula, and fits it."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import astropy.units as u
import matplotlib as mpl
import numpy as np
from gammapy.datasets import Datasets, SpectrumDataset
from gammapy.estimators import FluxPoints, FluxPointsEstimator
from gammapy.irf import EDispKernelMap, EffectiveAreaTable2D
from gammapy.maps import MapAxis, RegionGeom, RegionNDMap
from gammapy.modeling import Fit
from gammapy.modeling.models import LogParabolaSpectralModel, SkyModel
from opus_provenance import Provenance

mpl.use("agg")
import matplotlib.pyplot as plt

PER_TEV = u.Unit("cm-2 s-1 TeV-1")
BACKGROUND = 3e-4 * u.Unit("s-1")  # of the whole region, above the threshold
BACKGROUND_INDEX = 2.7
RESOLUTION = 0.15  # of ln(energy), like that of Cherenkov telescopes
OFFSET = 0.5 * u.deg  # of the source from the middle of the field
REGION = "icrs;circle(83.63, 22.01, 0.11)"
Values = dict[str, Any]


def source(values: Values) -> SkyModel:
    """A log parabola around 1 TeV, as the Crab Nebula is usually described."""
    shape = LogParabolaSpectralModel(
        amplitude=values["amplitude"] * 1e-11 * PER_TEV,
        reference=1 * u.TeV,
        alpha=values["alpha"],
        beta=values["beta"],
    )
    return SkyModel(spectral_model=shape, name="source")


def observed(values: Values) -> SpectrumDataset:
    """What telescopes like those of H.E.S.S. are expected to count in that time."""
    low, high = values["energy_min"] * u.TeV, values["energy_max"] * u.TeV
    livetime = values["livetime"] * u.h
    axis = MapAxis.from_energy_bounds(low, high, nbin=6, per_decade=True)
    true = MapAxis.from_energy_bounds(
        low / 3, high * 3, nbin=12, per_decade=True, name="energy_true"
    )
    geom = RegionGeom.create(REGION, axes=[axis])
    found = SpectrumDataset.create(geom, energy_axis_true=true, name="simulated")
    area = EffectiveAreaTable2D.from_parametrization(true, instrument="HESS")
    seen = area.evaluate(energy_true=true.center, offset=OFFSET)
    exposure = RegionNDMap.create(geom.region, axes=[true], unit="m2 s")
    exposure.quantity = (seen * livetime).to("m2 s").reshape(-1, 1, 1)
    found.exposure = exposure
    found.edisp = EDispKernelMap.from_gauss(axis, true, RESOLUTION, 0.0)
    found.mask_safe.data[...] = True
    integral = axis.edges.value ** (1 - BACKGROUND_INDEX)
    share = -np.diff(integral) / (integral[0] - integral[-1])
    found.background.quantity = (BACKGROUND * livetime * share).to("").reshape(-1, 1, 1)
    return found


def simulate(values: Values) -> SpectrumDataset:
    """Counts drawn with the seed."""
    found = observed(values)
    found.models = [source(values)]
    found.fake(random_state=np.random.RandomState(values["seed"]))
    return found


def fit(found: SpectrumDataset, path: str) -> str:
    """Fit the model to the counts, write it, and return its parameters as text."""
    datasets = Datasets([found])
    result = Fit().run(datasets)
    if not result.success:
        sys.exit("The fit did not converge: simulate for a longer time.")
    Path(path).write_text(datasets.models.to_yaml(full_output=False))
    return str(result.parameters.to_table()["name", "value", "error"])


def flux_points(found: SpectrumDataset, path: str) -> FluxPoints:
    """Two bins of the counts for each point."""
    edges = found.counts.geom.axes[0].edges[::2]
    points = FluxPointsEstimator(energy_edges=edges, source="source").run([found])
    points.to_table(sed_type="dnde").write(path, format="ascii.ecsv")
    return points


def draw(found: SpectrumDataset, points: FluxPoints, path: str) -> None:
    """The fit with its error and the points, and what is left over."""
    figure, (above, below) = plt.subplots(
        2, 1, figsize=(7, 7), height_ratios=[3, 1], sharex=True, layout="constrained"
    )
    edges = found.counts.geom.axes[0].edges
    band = [edges[0], edges[-1]]
    model = found.models["source"].spectral_model
    model.plot(band, ax=above, sed_type="e2dnde", label="fit")
    model.plot_error(band, ax=above, sed_type="e2dnde", alpha=0.2)
    points.plot(ax=above, sed_type="e2dnde", label="flux points")
    above.legend()
    found.plot_residuals_spectral(ax=below, method="diff/sqrt(model)")
    above.set(title="Simulated spectrum", ylabel="E² dN/dE [erg / cm² s]")
    below.set_ylabel("(data - model) / √model")
    figure.savefig(path, dpi=110)


def main() -> None:
    given = json.loads(Path(os.environ["OPUS_VALUES"]).read_text())
    values, names = given["parameters"], given["generated"]
    if values["energy_min"] >= values["energy_max"]:
        sys.exit("The least energy must be below the greatest one.")
    prov = Provenance()
    with prov.activity("simulate counts"):
        found = simulate(values)
    prov.progress(0.3, "counts are simulated")
    with prov.activity("fit a log parabola"):
        parameters = fit(found, names["model"])
        prov.add_output_file(names["model"], role="model")
    prov.progress(0.6, "the model is fitted")
    with prov.activity("estimate flux points"):
        points = flux_points(found, names["points"])
        prov.add_output_file(names["points"], role="points")
    prov.progress(0.9, "flux points are estimated")
    draw(found, points, names["plot"])
    print(f"{int(found.counts.data.sum())} counts; fitted:\n{parameters}")


if __name__ == "__main__":
    main()
