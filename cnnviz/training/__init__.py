"""Experiments and the runs they determine, walked through in both directions. Knows no thread and no window."""

from cnnviz.training.branches import Branch
from cnnviz.training.breakpoint_kinds import breakpoint_kinds
from cnnviz.training.breakpoints import Breakpoint, first_hit, run_until
from cnnviz.training.errors import ExperimentError, RunFinishedError, TrainingError
from cnnviz.training.experiment import BUNDLED, PRESETS, SCHEDULES, Experiment
from cnnviz.training.health import Finding, Trouble
from cnnviz.training.history import EpochRecord, Evaluation, History
from cnnviz.training.metrics import ClassMetrics, Confusion, Metrics, class_metrics, confusion_matrix
from cnnviz.training.run import SavedRun
from cnnviz.training.saved_file import read_run, write_run
from cnnviz.training.session import Session, Shown
from cnnviz.training.timeline import ChooseSample, Event, SetLearningRate, SetParameter

__all__ = [
    "BUNDLED",
    "PRESETS",
    "SCHEDULES",
    "Branch",
    "Breakpoint",
    "ChooseSample",
    "ClassMetrics",
    "Confusion",
    "EpochRecord",
    "Evaluation",
    "Event",
    "Experiment",
    "ExperimentError",
    "Finding",
    "History",
    "Metrics",
    "RunFinishedError",
    "SavedRun",
    "Session",
    "SetLearningRate",
    "SetParameter",
    "Shown",
    "TrainingError",
    "Trouble",
    "breakpoint_kinds",
    "class_metrics",
    "confusion_matrix",
    "first_hit",
    "read_run",
    "run_until",
    "write_run",
]
