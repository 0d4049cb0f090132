"""A voice bot in the shape of Pipecat's quickstart that takes calls from Patchbay. README.md says what differs."""

import os

import aiohttp
from dotenv import load_dotenv
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import LLMRunFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.runner.types import DailyRunnerArguments, RunnerArguments
from pipecat.runner.utils import create_transport
from pipecat.services.cartesia.tts import CartesiaTTSService
from pipecat.services.deepgram.stt import DeepgramSTTService
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.transports.base_transport import BaseTransport
from pipecat.transports.daily.transport import DailyParams
from pipecat.workers.runner import WorkerRunner

load_dotenv(override=True)

transport_params = {"daily": lambda: DailyParams(audio_in_enabled=True, audio_out_enabled=True)}

SYSTEM = "You answer the phone for a small shop. Speak in short sentences, without lists or symbols."


async def report_ready(ready: dict) -> None:
    """Tells Patchbay that the room takes its caller. Daily's webhook says the same, usually a little later."""
    headers = {"Authorization": f"Bearer {ready['token']}"}
    timeout = aiohttp.ClientTimeout(total=5)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            async with session.post(ready["url"], headers=headers) as answer:
                logger.info(f"Reported ready: {answer.status}")
    except (aiohttp.ClientError, TimeoutError) as error:
        logger.warning(f"Not reported ready: {error}")


async def talk(transport: BaseTransport, runner_args: RunnerArguments) -> None:
    context = LLMContext()
    user_aggregator, assistant_aggregator = LLMContextAggregatorPair(
        context, user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
    )
    pipeline = Pipeline(
        [
            transport.input(),
            DeepgramSTTService(api_key=os.environ["DEEPGRAM_API_KEY"]),
            user_aggregator,
            OpenAILLMService(
                api_key=os.environ["OPENAI_API_KEY"],
                settings=OpenAILLMService.Settings(system_instruction=SYSTEM),
            ),
            CartesiaTTSService(
                api_key=os.environ["CARTESIA_API_KEY"],
                settings=CartesiaTTSService.Settings(voice=os.environ["CARTESIA_VOICE_ID"]),
            ),
            transport.output(),
            assistant_aggregator,
        ]
    )
    worker = PipelineWorker(
        pipeline,
        params=PipelineParams(enable_metrics=True, enable_usage_metrics=True),
        idle_timeout_secs=runner_args.pipeline_idle_timeout_secs,
    )

    @transport.event_handler("on_dialin_ready")
    async def on_dialin_ready(transport, sip_endpoint):
        await report_ready(runner_args.body["ready"])

    @transport.event_handler("on_client_connected")
    async def on_client_connected(transport, client):
        context.add_message({"role": "developer", "content": "Greet the caller."})
        await worker.queue_frames([LLMRunFrame()])

    @transport.event_handler("on_client_disconnected")
    async def on_client_disconnected(transport, client):
        await worker.cancel()

    runner = WorkerRunner(handle_sigint=runner_args.handle_sigint)
    await runner.add_workers(worker)
    await runner.run()


async def bot(runner_args: RunnerArguments) -> None:
    """Pipecat Cloud and the development runner call this once for each call."""
    body = runner_args.body
    if isinstance(body, dict) and "room_url" in body:
        runner_args = DailyRunnerArguments(room_url=body["room_url"], token=body["token"], body=body)
    transport = await create_transport(runner_args, transport_params)
    await talk(transport, runner_args)


if __name__ == "__main__":
    from pipecat.runner.run import main

    main()
